// "Copy" beside what has to be typed into a bank. Without the clipboard the value stays selectable with one click.
const SAID_FOR = 4000; // milliseconds

export function offerCopy(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) {
    const words = button.firstElementChild;
    const copy = words.textContent;
    words.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      words.textContent = button.dataset.copied;
      setTimeout(() => { words.textContent = copy; }, SAID_FOR);
    });
  }
}
