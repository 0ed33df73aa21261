"use strict";
// Everything on these pages works without this file. It lets the copy buttons copy, opens the phone's
// own list of apps, and keeps an impatient double click from sending a form twice.

for (const button of document.querySelectorAll("[data-copied]")) {
  const field = button.parentElement.querySelector("input, textarea");
  const status = button.closest(".referral-share").querySelector("[role=status]");
  const label = button.textContent;
  button.addEventListener("click", async () => {
    field.select();
    if (!(await copied(field))) return;
    button.textContent = button.dataset.copied;
    status.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; status.textContent = ""; }, 3000);
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  const { share: url, shareTitle: title, shareText: text } = button.dataset;
  if (!navigator.canShare?.({ title, text, url })) continue;
  button.classList.add("referral-device-works");
  // Whoever closes the list without choosing has done nothing wrong.
  button.addEventListener("click", () => navigator.share({ title, text, url }).catch(() => {}));
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
