// Keeps "due in 12 min" true while a page stays open. Says the same as words.py: a test compares the two.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const opened = Date.parse(document.body.dataset.now ?? "");
const ahead = Number.isNaN(opened) ? 0 : opened - Date.now(); // the server's clock counts, not this machine's

const fill = (text, ...values) => values.reduce((said, value) => said.replace("%s", value), text);

export function lengthWords(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(minutes / 1440);
  if (days >= 7) return fill(words.days, days);
  if (days >= 2) return hours - 24 * days ? fill(words.days_hours, days, hours - 24 * days) : fill(words.days, days);
  if (hours) return fill(words.hours, hours, String(minutes % 60).padStart(2, "0"));
  return fill(words.minutes, minutes);
}

export function dueWords(milliseconds) {
  if (Math.abs(milliseconds) < 60000) return words.now;
  return fill(milliseconds > 0 ? words.in : words.over, lengthWords(milliseconds));
}

function tick() {
  for (const element of document.querySelectorAll("[data-due]")) {
    const left = Date.parse(element.dateTime) - Date.now() - ahead;
    const said = dueWords(left);
    if (element.textContent !== said) element.textContent = said;
    const urgency = left <= 0 ? "overdue" : left <= 3600000 ? "soon" : "later";
    element.className = `app-due app-due--${urgency}`;
    const row = element.closest(".app-duty, .app-next");
    if (row) {
      const base = row.classList.contains("app-duty") ? "app-duty" : "app-next";
      for (const other of ["overdue", "soon", "later"]) row.classList.toggle(`${base}--${other}`, other === urgency);
    }
  }
}

tick();
setInterval(tick, 10000);
document.addEventListener("sightline:swapped", tick);
