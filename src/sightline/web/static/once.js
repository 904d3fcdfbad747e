// A form that is sent again unchanged, after going back, carries the token of its first sending: so it acts once.
// Of what was typed only a number is kept, in this tab's history; what was changed counts as a new form.
const OURS = ["once", "version", "csrfmiddlewaretoken"];

function numberOf(form, submitter) {
  let text = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.pathname;
  for (const [name, value] of new FormData(form, submitter)) {
    if (!OURS.includes(name)) text += `\n${name}=${typeof value === "string" ? value : `${value.name} ${value.size}`}`;
  }
  return [...text].reduce((number, letter) => (Math.imul(number, 31) + letter.codePointAt(0)) >>> 0, 7);
}

document.addEventListener("submit", (event) => {
  const form = event.target, once = form.elements.namedItem("once");
  if (event.defaultPrevented || form.method !== "post" || !once) return;
  const number = numberOf(form, event.submitter), before = history.state?.sent;
  if (before?.number === number) once.value = before.once;
  else history.replaceState({ ...history.state, sent: { number, once: once.value } }, "");
});
