// The sitting: taps kept while the network is away, screens that follow. Every page works by its buttons without this file.

const FOLLOW_MS = 4000;
const RETRY_MS = 5000;
const BACK_AND_FORTH = { arrivee: ["sortie", "Sort"], sortie: ["retour", "Revient"], retour: ["sortie", "Sort"] };

const root = document.querySelector("[data-suivre]");
const waitingBox = root?.querySelector("[data-attente]");
const refusedBox = root?.querySelector("[data-refus]");
let dirty = false; // something is typed in the word on the file, and must survive a change of the page
let sending = false;
let away = false;
let reason = "";

class NotNow extends Error {}

const UNREACHABLE = "Le service ne répond pas. Continuez\u00a0: chaque acte garde son heure, et partira dans l’ordre.";

const board = () => root.querySelector("[data-tableau]");
const hour = (ms) => new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit" }).format(ms).replace(":", "\u00a0h\u00a0");

// What was tapped stays in the browser until the service has answered: a closed laptop loses nothing.
const store = {
  read: () => JSON.parse(window.localStorage.getItem(root.dataset.file) ?? "[]"),
  change(edit) {
    const acts = edit(store.read());
    if (acts.length) window.localStorage.setItem(root.dataset.file, JSON.stringify(acts));
    else window.localStorage.removeItem(root.dataset.file);
    tell();
  },
  waiting: () => store.read().filter((act) => !act.refus),
};

function paragraph(text, className = "") {
  const line = document.createElement("p");
  line.textContent = text;
  line.className = className;
  return line;
}

function tell() {
  const acts = store.read();
  const waiting = acts.filter((act) => !act.refus);
  waitingBox.hidden = !away || waiting.length === 0;
  if (!waitingBox.hidden) {
    const count = waiting.length === 1 ? "1\u00a0acte en attente d’envoi" : `${waiting.length}\u00a0actes en attente d’envoi`;
    waitingBox.replaceChildren(
      paragraph(count, "notice-title"),
      paragraph(reason || UNREACHABLE),
      ...waiting.map((act) => paragraph(`${hour(act.quand)}, ${act.libelle}`)),
    );
  }
  const refused = acts.filter((act) => act.refus);
  refusedBox.hidden = refused.length === 0;
  refusedBox.replaceChildren(...refused.flatMap(refusal));
}

function refusal(act) {
  const words = act.champs.filter(([name, value]) => value && /^(motif|desaccord)/.test(name)).map(([, value]) => paragraph(`«\u00a0${value}\u00a0»`));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn-line";
  button.textContent = "J’ai lu";
  button.addEventListener("click", () => store.change((acts) => acts.filter((other) => other.cle !== act.cle)));
  return [paragraph(`Refusé\u00a0: ${act.libelle}, ${hour(act.quand)}`, "notice-title"), paragraph(act.refus), ...words, button];
}

// The file an act is about: acts on the same file stand on each other's version.
const fileOf = (url) => /dossiers\/([^/]+)/.exec(url)?.[1];

function keep(form, button) {
  const champs = [...new FormData(form)].filter(([name]) => name !== "csrf_token" && name !== "retard");
  const cle = form.elements.cle.value;
  const act = { cle, url: form.getAttribute("action"), champs, libelle: button.textContent.trim(), quand: Date.now(), refus: "" };
  store.change((acts) => [...acts.filter((other) => other.cle !== cle), act]);
  flush();
}

// Without network, the page says what waits and offers what may come next.
function standBy() {
  for (const act of store.waiting()) {
    for (const form of board().querySelectorAll("form")) {
      if (form.elements.cle?.value === act.cle) hold(form, act);
    }
  }
}

function hold(form, act) {
  if (form.dataset.tenu === act.cle) return;
  form.dataset.tenu = act.cle;
  const next = BACK_AND_FORTH[form.elements.sens?.value];
  const button = form.querySelector("button");
  if (next) {
    form.elements.sens.value = next[0];
    form.elements.cle.value = window.crypto.randomUUID();
    button.firstChild.textContent = next[1];
  } else button.disabled = true;
  const note = paragraph(`${hour(act.quand)}, en attente`, "soft");
  // The names of the fields of a file belong to the next one as soon as it is finished.
  if (form.id === "deliberation") form.replaceWith(note);
  else form.after(note);
  const after = board().querySelector(`template[data-apres="${act.url}"]`);
  after?.replaceWith(after.content);
}

async function post(act) {
  const body = new FormData();
  for (const [name, value] of act.champs) body.append(name, value);
  body.append("csrf_token", document.querySelector("[name=csrf_token]").value);
  // The time waited, and not the hour: the clock of this device may be wrong.
  body.append("retard", String(Math.max(0, Date.now() - act.quand)));
  return fetch(act.url, { method: "POST", body, headers: { "X-Requested-With": "autosave", Accept: "application/json" }, redirect: "error" });
}

// A session opened again in another tab has another token.
async function renewToken() {
  const fresh = await read({});
  for (const token of document.querySelectorAll("[name=csrf_token]")) token.value = fresh.querySelector("[name=csrf_token]").value;
}

async function read(headers) {
  const answer = await fetch(root.dataset.suivre, { headers, redirect: "error" });
  if (answer.status === 304) return null;
  if (!answer.ok) throw new TypeError("unreadable");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function settle(act, version) {
  const file = fileOf(act.url);
  const seen = act.champs.find(([name]) => name === "version")?.[1];
  const renew = (other) => ({ ...other, champs: other.champs.map(([n, v]) => (n === "version" && v === seen ? [n, String(version)] : [n, v])) });
  store.change((acts) => acts.filter((other) => other.cle !== act.cle).map((other) => (file && fileOf(other.url) === file ? renew(other) : other)));
  for (const form of board().querySelectorAll("form")) {
    const field = form.elements.version;
    if (file && fileOf(form.action) === file && field?.value === seen) field.value = String(version);
  }
}

async function sendFirst(act) {
  let answer = await post(act);
  if ([400, 401].includes(answer.status)) {
    const refused = answer;
    answer = await renewToken().then(
      () => post(act),
      () => refused,
    );
  }
  if ([400, 401].includes(answer.status)) throw new NotNow((await answer.json()).message);
  if (answer.status >= 500) throw new TypeError("not now");
  const { message, version } = await answer.json().catch(() => ({ message: "Cet acte n’est plus possible ici." }));
  if (answer.ok) settle(act, version);
  else store.change((acts) => acts.map((other) => (other.cle === act.cle ? { ...other, refus: message } : other)));
  return answer.ok;
}

async function flush() {
  if (sending) return;
  sending = true;
  let done = false;
  try {
    for (let acts = store.waiting(); acts.length; acts = store.waiting()) {
      done = (await sendFirst(acts[0])) || done;
      away = false;
    }
    tell();
    if (done) await follow(true);
  } catch (failure) {
    reason = failure instanceof NotNow ? failure.message : "";
    away = store.waiting().length > 0;
    tell();
    standBy();
  } finally {
    sending = false;
  }
}

async function follow(now) {
  const page = await read(now ? {} : { "If-None-Match": `"${board().dataset.etat}"` });
  if (page === null) return;
  const [old, fresh] = [board(), page.querySelector("[data-tableau]")];
  const here = document.activeElement?.id;
  old.replaceWith(fresh);
  // The sentence under the title says where the sitting stands: it follows too.
  const [said, says] = [document, page].map((one) => one.querySelector(".page-head .lead-line"));
  if (said && says) said.textContent = says.textContent;
  dirty = dirty && carry(old.querySelector("#deliberation"), fresh.querySelector("#deliberation"));
  if (here) document.getElementById(here)?.focus({ preventScroll: true });
}

// What was being typed on a file follows it, on whatever screen the sitting moved meanwhile.
function carry(old, fresh) {
  if (!old || !fresh || old.action !== fresh.action) return false;
  for (const field of old.elements) {
    if (["checkbox", "radio"].includes(field.type)) {
      const same = fresh.querySelector(`[name="${field.name}"][value="${field.value}"]`);
      if (same) same.checked = field.checked;
    } else if (field.tagName === "TEXTAREA" && fresh.elements[field.name]) fresh.elements[field.name].value = field.value;
  }
  old.querySelectorAll("details").forEach((part, rang) => fresh.querySelectorAll("details")[rang]?.toggleAttribute("open", part.open));
  return true;
}

async function watch() {
  if (document.visibilityState === "hidden" || sending) return;
  if (root.dataset.file && store.waiting().length) await flush();
  else if (board().hasAttribute("data-vivant")) await follow(false).catch(() => {});
}

if (root) {
  if (root.dataset.file) {
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(event.target, event.submitter ?? event.target.querySelector("button[type=submit]"));
    });
    root.addEventListener("input", (event) => {
      dirty = dirty || event.target.form?.id === "deliberation";
    });
    window.addEventListener("online", flush);
    tell();
    flush();
  }
  window.setInterval(watch, root.dataset.file ? Math.min(FOLLOW_MS, RETRY_MS) : FOLLOW_MS);
}
