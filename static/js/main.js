// Every page works without these modules; each improves what is already there.
import { showDifferences } from "./reading.js";
import { offerReveal } from "./reveal.js";
import { offerCopy } from "./copy.js";
import { closeMenus } from "./menu.js";

showDifferences(document);
offerReveal(document);
offerCopy(document);
closeMenus(document);

// After a refused form the summary is what a person has to see first.
document.querySelector("[data-focus]")?.focus();
