"use strict";
// Everything on these pages works without this file. It adds copy buttons, and keeps an impatient
// double click from sending a form twice.

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    if (!(await copied(field))) return;
    button.textContent = button.dataset.copied;
    tell(button.dataset.copied);
    setTimeout(() => { button.textContent = label; tell(""); }, 3000);
  });
}

for (const form of document.querySelectorAll("form[data-submit-once]")) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  // The page may come back from the browser's memory: the button works again then.
  window.addEventListener("pageshow", () => { isSent = false; });
}

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Not a secure address, or not allowed: the older way copies what is selected.
    return document.execCommand("copy");
  }
}

function tell(text) {
  const status = document.querySelector("[data-copy-status]");
  if (status) status.textContent = text;
}
