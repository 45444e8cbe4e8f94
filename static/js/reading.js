// The difference since the last reading, while the digits are typed. The server says the same after sending.
const THIN_SPACE = "\u202f";
const WIDTH = 300; // units of the scale's drawing
const EDGE = 2;

const grouped = (number) => {
  const [whole, rest] = String(number).split(".");
  const mark = document.documentElement.lang.startsWith("en") ? "." : ",";
  return whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE) + (rest ? mark + rest : "");
};

const sentence = (text, used, { low, high, below = low, above = high, unit = "" }, words) => {
  if (!text) return "–";
  if (used === null) return words.digits;
  if (used < 0) return words.lower;
  const amount = `${grouped(used)} ${unit}`.trim();
  if (low === undefined || high === undefined) return amount;
  if (used < Number(low)) return `${amount}, ${used < Number(below) ? words.less : words.littleLess}`;
  if (used > Number(high)) return `${amount}, ${used > Number(above) ? words.more : words.littleMore}`;
  return `${amount}, ${words.usual}`;
};

const consumption = (text, { last, entryDecimals = "0" }) => {
  const decimals = Number(entryDecimals);
  const pattern = decimals ? new RegExp(`^\\d+(?:[.,]\\d{1,${decimals}})?$`) : /^\d+$/;
  if (!pattern.test(text)) return null;
  return Number((Number(text.replace(",", ".")) - Number(last)).toFixed(decimals));
};

const moveMark = (scale, used, { low, high }) => {
  const mark = scale.querySelector(".mark");
  const x = Math.max(EDGE, Math.min(WIDTH - EDGE, (used / Number(scale.dataset.top)) * WIDTH));
  mark.setAttribute("visibility", used === null ? "hidden" : "visible");
  mark.setAttribute("x1", x);
  mark.setAttribute("x2", x);
  mark.classList.toggle("far", used < Number(low) || used > Number(high));
};

export function showDifferences(root) {
  for (const input of root.querySelectorAll("input[data-last]")) {
    const register = input.closest(".register");
    const output = register?.querySelector("[data-difference]");
    if (!output) continue;
    const scale = register.querySelector(".scale");
    input.addEventListener("input", () => {
      const text = input.value.trim();
      const used = text ? consumption(text, input.dataset) : null;
      output.value = sentence(text, used, input.dataset, output.dataset);
      if (scale) moveMark(scale, used, input.dataset);
    });
  }
}
