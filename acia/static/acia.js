// Progressive enhancement only: every page works without this file.

const AUTOSAVE_DELAY_MS = 4000; // well under the ten seconds promised to the person who types
const RETRY_DELAY_MS = 10000;
const UNREACHABLE =
  "Vos dernières réponses ne sont pas enregistrées : le service ne répond pas. Gardez cette page ouverte, nous réessayons toutes les dix secondes.";

const SESSION_CHANGED = [400, 401];

class SessionClosed extends Error {}

function focusErrorSummary() {
  document.querySelector("[data-focus]")?.focus();
}

function pageKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-autosave-state]");
    this.key = pageKey();
    this.rank = 0;
    this.dirty = false;
    this.timer = 0;
    this.pending = null;
    this.due = false;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.leave(event));
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty) event.preventDefault();
    });
    // A phone closes a tab without asking: what waits leaves with it.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.dirty) this.hurry();
    });
  }

  changed() {
    this.dirty = true;
    if (!this.timer) this.timer = window.setTimeout(() => this.start(), AUTOSAVE_DELAY_MS);
  }

  hurry() {
    window.clearTimeout(this.timer);
    this.start();
  }

  // One at a time: what is typed while a save is on its way leaves after it, never beside it.
  start() {
    this.timer = 0;
    if (this.pending) {
      this.due = true;
      return;
    }
    this.pending = this.save().finally(() => {
      this.pending = null;
      if (this.due && !this.timer) this.start();
    });
    this.due = false;
  }

  // Says which page writes, and in which order: when an answer is lost on its way, what this page sends next does not
  // conflict with itself, and a text that arrives late does not cover what was typed since.
  sign() {
    if (this.form.elements.page) this.form.elements.page.value = `${this.key}-${++this.rank}`;
  }

  // A button pressed while a save is on its way waits for it: sent at once, the form would conflict with its own autosave.
  leave(event) {
    window.clearTimeout(this.timer);
    this.timer = 0;
    if (this.pending) {
      event.preventDefault();
      const button = event.submitter;
      this.pending.then(() => this.form.requestSubmit(button));
      return;
    }
    this.dirty = false;
    this.due = false;
    this.sign();
  }

  // Files travel with the button only: sending them again at each pause would be slow on a phone.
  body() {
    this.sign();
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    return body;
  }

  send() {
    return fetch(this.form.dataset.autosaveUrl, {
      method: "POST",
      body: this.body(),
      headers: { "X-Requested-With": "autosave", Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
      keepalive: document.visibilityState === "hidden",
    });
  }

  // A session closed, then opened again in another tab, has another token: the page takes it and goes on.
  async renewToken() {
    const page = await fetch(window.location.href, { credentials: "same-origin", redirect: "error" });
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrf_token]");
    for (const token of document.querySelectorAll("[name=csrf_token]")) token.value = fresh.value;
  }

  async save() {
    this.dirty = false;
    try {
      let answer = await this.send();
      if (SESSION_CHANGED.includes(answer.status)) {
        const refused = answer;
        answer = await this.renewToken().then(
          () => this.send(),
          () => refused,
        );
      }
      const { message, version } = await answer.json();
      if (SESSION_CHANGED.includes(answer.status)) throw new SessionClosed(message);
      if (!answer.ok) throw new Error(message);
      // The form now stands on what was just saved: without this, the next save would conflict with this one.
      if (version !== undefined && this.form.elements.version) this.form.elements.version.value = version;
      this.tell(capitalise(message), false);
    } catch (failure) {
      this.dirty = true;
      // An answer that is not our JSON (cut network, sign-in page, proxy) may come back; a refusal in words will not.
      const unreachable = failure instanceof TypeError || failure instanceof SyntaxError;
      this.tell(unreachable ? UNREACHABLE : failure.message, true);
      if ((unreachable || failure instanceof SessionClosed) && !this.timer) this.timer = window.setTimeout(() => this.start(), RETRY_DELAY_MS);
    }
  }

  tell(text, failed) {
    if (!this.state) return;
    const alreadyFailed = this.state.classList.contains("failed");
    this.state.classList.toggle("failed", failed);
    this.state.setAttribute("role", failed ? "alert" : "status");
    this.state.textContent = text;
    // The focus moves once, at the first failure: taking it at each try would stop the person from typing.
    if (failed && !alreadyFailed) {
      this.state.tabIndex = -1;
      this.state.focus();
    }
  }
}

function capitalise(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// data-session-fin holds the end of the session (ISO): warn two minutes before, never by surprise.
function warnBeforeExpiry() {
  const end = Date.parse(document.body.dataset.sessionFin ?? "");
  const region = document.querySelector("#messages");
  if (Number.isNaN(end) || !region) return;
  const delay = end - Date.now() - 2 * 60 * 1000;
  if (delay <= 0 || delay > 2 ** 31 - 1) return;
  window.setTimeout(() => {
    const notice = document.createElement("div");
    notice.className = "notice n-ambre";
    notice.setAttribute("role", "alert");
    notice.textContent = "Votre session se ferme dans deux minutes. Enregistrez votre saisie pour la prolonger.";
    region.append(notice);
  }, delay);
}

// The menus are plain <details>; here they also close on Escape and when the person goes elsewhere.
function closeWhenLeft(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

focusErrorSummary();
document.querySelectorAll("[data-volet]").forEach(closeWhenLeft);
document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
warnBeforeExpiry();
