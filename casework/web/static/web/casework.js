/* Shortcuts and small comforts. Every page works without this file. */
"use strict";

(() => {
  document.documentElement.classList.add("with-script");

  // Keyboard: data-key="n", "/" or "g t" on a link, button or field.
  let pending = "";
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const keys = pending ? `${pending} ${event.key}` : event.key;
    const target = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === keys);
    const begins = [...document.querySelectorAll("[data-key]")].some((element) => element.dataset.key.startsWith(`${event.key} `));
    pending = "";
    if (target) {
      event.preventDefault();
      if (target.matches("input")) target.select();
      else target.click();
    } else if (begins) {
      pending = event.key;
      setTimeout(() => { pending = ""; }, 1200);
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    // A menu closes when one clicks elsewhere.
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.submit();
  });

  // A form that was filled and not sent is not left by a slip.
  const touched = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keeps]");
    if (form) touched.add(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("hx-post")) touched.delete(event.target);
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Redirect")) touched.clear();
  });
  window.addEventListener("beforeunload", (event) => {
    if (touched.size) event.preventDefault();
  });

  // The token of today's session: who signed in again in another tab may still send the form she had open.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (!token) return;
    event.detail.headers["X-CSRFToken"] = token[1];
    delete event.detail.parameters.csrfmiddlewaretoken;
  });

  // After a form is shown or refused, the reader is where she has to look.
  const settle = (root) => {
    for (const hidden of root.querySelectorAll("[data-opens][hidden]")) hidden.hidden = false;
    const errors = root.querySelector("#errors");
    const title = root.querySelector(".form-page .form-title");
    if (errors) errors.focus();
    else if (title && root !== document) {
      const first = root.querySelector("form input:not([type=hidden]), form select, form textarea");
      if (first) first.focus();
    }
  };
  document.addEventListener("htmx:afterSwap", (event) => settle(event.detail.target.parentElement || document));
  const failed = () => {
    const words = document.body.dataset.offline;
    if (words && !document.querySelector(".notice.offline")) {
      const notice = document.createElement("p");
      notice.className = "notice blocked offline";
      notice.setAttribute("role", "alert");
      notice.textContent = words;
      document.getElementById("main").prepend(notice);
    }
  };
  // allauth's script says that a passkey was refused or the device's question was closed.
  document.addEventListener("allauth.error", (event) => {
    const notice = document.getElementById("passkey-refused");
    if (!notice) return;
    event.preventDefault();
    notice.hidden = false;
  });
  // A form beside another one takes along what is ticked and chosen there, so that none of it is lost.
  document.addEventListener("submit", (event) => {
    const other = document.getElementById(event.target.dataset.carries);
    if (!other) return;
    for (const before of event.target.querySelectorAll("[data-carried]")) before.remove();
    for (const [name, value] of new FormData(other)) {
      if (!["rows", "caseworker", "caseworker_before"].includes(name)) continue;
      const carried = document.createElement("input");
      Object.assign(carried, { type: "hidden", name, value });
      carried.dataset.carried = "";
      event.target.append(carried);
    }
  });
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  settle(document);
})();
