// Fetches a part of the page again when the server says that something changed. Without it a plain reload shows the same.
// <div id="board" data-live data-live-events="/live/board" [data-live-from="/board"]> ... </div>
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const LOST_AFTER = 4000; // the server closes the stream now and then; only a longer silence is worth a word
const AGAIN = 2000;

// By what something is known again after a swap: its id, where it leads, or what it says and where its form is sent.
const nameOf = (element) => element.id || element.getAttribute("href") || `${element.form?.getAttribute("action")} ${element.textContent.trim()}`;

function follow(region) {
  const line = document.querySelector(`[data-live-state][data-live-for="${region.id}"]`) ?? document.querySelector("[data-live-state]");
  let source, lost, pending = false, busy = false;

  const say = (state, text) => {
    if (!line) return;
    line.dataset.liveState = state;
    if (line.textContent !== text) line.textContent = text;
  };
  const isTyped = () => region.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

  async function refresh() {
    if (busy || isTyped()) {
      pending = true;
      return;
    }
    busy = true;
    pending = false;
    try {
      const answer = await fetch(region.dataset.liveFrom || location.href, { credentials: "same-origin", headers: { "X-Live": region.id } });
      if (!answer.ok) throw new Error(answer.statusText);
      if (answer.redirected) return stop();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // A whole page, or the part alone, or only what stands inside it.
      const fresh = page.getElementById(region.id) ?? (region.dataset.liveFrom ? page.body : undefined);
      if (!fresh) throw new Error("no such part");
      swap(fresh, page.getElementById("navigation"));
    } catch {
      say("lost", words.lost);
      setTimeout(refresh, AGAIN);
    } finally {
      busy = false;
      if (pending) setTimeout(refresh, 100);
    }
  }

  function swap(fresh, navigation) {
    const menu = document.getElementById("navigation"); // its count of notices moves too
    if (menu && navigation && menu.textContent !== navigation.textContent) menu.replaceChildren(...navigation.childNodes);
    const plain = (html) => html.replace(/value="[^"]*"/g, "").replace(/<time class="app-due[^>]*>[^<]*</g, "<"); // tokens and countdowns differ each time
    const changed = plain(fresh.innerHTML) !== (region.shown ?? plain(region.innerHTML));
    region.shown = plain(fresh.innerHTML);
    if (changed) {
      const active = region.contains(document.activeElement) ? document.activeElement : null;
      const open = [...region.querySelectorAll("details[open] > summary")].map(nameOf);
      region.replaceChildren(...fresh.childNodes);
      for (const each of region.querySelectorAll("details > summary")) if (open.includes(nameOf(each))) each.parentElement.open = true;
      if (active) [...region.querySelectorAll(active.localName)].find((each) => nameOf(each) === nameOf(active))?.focus();
      window.htmx?.process(region);
      document.dispatchEvent(new CustomEvent("sightline:swapped", { detail: region }));
    }
    if (changed && line?.dataset.liveState === "live") say("live", words.updated.replace("%s", new Date().toTimeString().slice(0, 5)));
    else if (line?.dataset.liveState !== "live") say("live", words.live);
  }

  function stop() {
    source.close();
    say("lost", words.signed_out);
  }

  function connect() {
    source = new EventSource(region.dataset.liveEvents);
    source.addEventListener("changed", refresh);
    source.addEventListener("open", () => {
      clearTimeout(lost);
      lost = undefined;
    });
    source.addEventListener("error", () => {
      lost ??= setTimeout(() => say("lost", words.lost), LOST_AFTER);
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN);
    });
  }

  region.addEventListener("focusout", () => pending && setTimeout(refresh, 200));
  connect();
}

if ("EventSource" in window) for (const region of document.querySelectorAll("[data-live][data-live-events]")) follow(region);
