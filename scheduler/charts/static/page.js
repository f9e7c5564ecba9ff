// Tabs of a page of charts; each chart is drawn when its tab is first opened.
(function () {
  "use strict";
  const words = JSON.parse(document.getElementById("words").textContent);
  const tabs = [...document.querySelectorAll("nav button")];
  const sections = [...document.querySelectorAll("main > section")];

  async function open(index) {
    tabs.forEach((tab, i) => tab.setAttribute("aria-selected", String(i === index)));
    sections.forEach((section, i) => (section.hidden = i !== index));
    const section = sections[index];
    if (!section.dataset.drawn) {
      section.dataset.drawn = "yes";
      await planCharts.mount(section, JSON.parse(document.getElementById(`figure-${index}`).textContent), words);
    }
    document.body.dataset.shown = String(index);
  }

  tabs.forEach((tab, index) => tab.addEventListener("click", () => open(index)));
  open(0);
})();
