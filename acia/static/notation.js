// The marking page, faster: everything here also works by ordinary buttons, without this file.

const form = document.querySelector(".lvl[data-poids]")?.closest("form");

// A digit chooses the mark of the criterion one stands on; arrows already do, they are those of the browser.
function chooseByDigit(event) {
  const here = event.target;
  if (!here.matches?.(".lvl-input") || event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
  const wanted = form.querySelector(`.lvl-input[name="${here.name}"][value="${event.key}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
  if (!wanted.checked) wanted.click();
}

function goOn(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const button = form?.querySelector("button[value=suivant]");
  const link = document.querySelector("link[rel=next]");
  if (!button && !link) return;
  event.preventDefault();
  if (button) form.requestSubmit(button);
  else window.location.assign(link.href);
}

// The same exact half-up rounding as the server, which says the mark again at each save.
function inWords(numerator, denominator) {
  const units = Math.floor((200 * numerator + denominator) / (2 * denominator));
  const cents = String(units % 100).padStart(2, "0").replace(/0+$/, "");
  return cents ? `${Math.floor(units / 100)},${cents}` : String(units / 100);
}

function showTotal() {
  const scales = [...form.querySelectorAll("[data-poids]")];
  let points = 0;
  let weights = 0;
  let left = 0;
  for (const scale of scales) {
    const chosen = scale.querySelector(":checked");
    const weight = Number(scale.dataset.poids);
    if (chosen) {
      points += weight * Number(chosen.value);
      weights += weight;
    } else left += 1;
  }
  const highest = Math.max(...[...scales[0].querySelectorAll("input")].map((input) => Number(input.value)));
  form.querySelector("[data-total]").textContent = weights ? `${inWords(100 * points, highest * weights)} / 100` : "—";
  form.querySelector("[data-reste]").textContent =
    left === 0 ? "tous les critères sont notés" : left === 1 ? "1\u00a0critère reste à noter" : `${left}\u00a0critères restent à noter`;
}

// Those who hear the page are told what the styles show: this mark needs its reason.
function askReasons() {
  for (const criterion of form.querySelectorAll(".criterion")) {
    const due = criterion.querySelector("[data-motif]:checked") !== null;
    criterion.querySelector("textarea")?.setAttribute("aria-required", String(due));
  }
}

if (form) {
  form.addEventListener("keydown", chooseByDigit);
  form.addEventListener("change", () => {
    showTotal();
    askReasons();
  });
  showTotal();
  askReasons();
}
document.addEventListener("keydown", goOn);
