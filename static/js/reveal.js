// "Show" beside a password. The button is hidden until this runs, and its words come from the page.
export function offerReveal(root) {
  for (const button of root.querySelectorAll("[data-reveal]")) {
    const field = root.getElementById(button.dataset.reveal);
    const words = button.firstElementChild;
    const show = words.textContent;
    const set = (shown) => {
      field.type = shown ? "text" : "password";
      words.textContent = shown ? button.dataset.hide : show;
    };
    button.hidden = false;
    button.addEventListener("click", () => set(field.type === "password"));
    field.form?.addEventListener("submit", () => set(false));
  }
}
