// Saves what is typed after a pause, says so, and keeps trying when the line is lost. Nothing is stored in the browser.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const PAUSE = 1200;
const LONGEST_WAIT = 30000;

function watch(form) {
  const line = form.querySelector("[data-draft-state]");
  let timer, typed = 0, saved = 0, wait = 2000, busy = false;

  const say = (text, state) => {
    if (line && line.textContent !== text) line.textContent = text;
    if (line) line.dataset.draftState = state;
  };
  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };
  const fields = () => {
    const all = new FormData(form);
    for (const [name, value] of [...all]) if (typeof value !== "string") all.delete(name);
    return new URLSearchParams(all);
  };

  async function save() {
    if (busy || saved === typed) return;
    const version = typed;
    busy = true;
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body: fields(), credentials: "same-origin", redirect: "manual", headers: { "X-Draft": "1" },
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        say(words.out, "lost"); // typing again tries again
      } else if (answer.ok) {
        saved = version;
        wait = 2000;
        const at = (await answer.json().catch(() => ({}))).saved_at ?? new Date().toTimeString().slice(0, 5);
        say(words.saved.replace("%s", at), "saved");
        if (saved !== typed) later(PAUSE);
      } else if (answer.status >= 500) {
        throw new Error(answer.statusText);
      } else {
        say(words.unsaved, "lost");
      }
    } catch {
      say(words.offline, "lost");
      later(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    } finally {
      busy = false;
    }
  }

  form.addEventListener("input", () => {
    typed += 1;
    later(PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  window.addEventListener("online", () => later(0));
  window.addEventListener("beforeunload", (event) => {
    if (saved !== typed && line?.dataset.draftState === "lost" && !form.dataset.sent) event.preventDefault();
  });
  form.addEventListener("submit", () => { form.dataset.sent = "1"; });
}

for (const form of document.querySelectorAll("form[data-draft-url]")) watch(form);
