// The menus are <details>: they also close with Escape and by a click elsewhere.
export function closeMenus(root) {
  const open = () => root.querySelectorAll("details.user[open], details.more[open]");
  root.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
