"use strict";
// Counts the SMS of a message while it is written; the tables and the words come with the field (followups/sms.py).
(() => {
  const count = (text, gsm, twice) => {
    const signs = Array.from(text);
    const plain = signs.every((sign) => gsm.includes(sign) || twice.includes(sign));
    const places = signs.map((sign) => (plain ? (twice.includes(sign) ? 2 : 1) : sign.length));
    const [alone, part] = plain ? [160, 153] : [70, 67];
    const total = places.reduce((sum, taken) => sum + taken, 0);
    if (total <= alone) return { sms: text ? 1 : 0, left: alone - total };
    let sms = 1;
    let used = 0;
    for (const taken of places) {
      if (used + taken > part) {
        sms += 1;
        used = 0;
      }
      used += taken;
    }
    return { sms, left: part - used };
  };

  const attach = (field) => {
    const told = document.createElement("p");
    told.className = "help sms-count";
    told.setAttribute("aria-live", "polite");
    field.insertAdjacentElement("afterend", told);
    const filled = JSON.parse(field.dataset.smsFilled);
    const tell = () => {
      const text = field.value.trim().replace(/\{(\w+)\}/g, (whole, name) => filled[name] ?? whole);
      const { sms, left } = count(text, field.dataset.smsGsm, field.dataset.smsTwice);
      const words = sms > 1 ? field.dataset.smsMany : field.dataset.smsOne;
      told.textContent = words.replace("%(count)s", sms).replace("%(left)s", left);
      told.classList.toggle("act", sms > 1);
    };
    field.addEventListener("input", tell);
    tell();
  };

  const start = () => document.querySelectorAll("textarea[data-sms-gsm]").forEach(attach);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
