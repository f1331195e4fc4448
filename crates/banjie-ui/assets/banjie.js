// What scripts add to pages that work without them. No eval, no inline code: every page says what it wants in data- attributes.

const page = document.documentElement;
page.classList.add('js');
const words = document.getElementById('words')?.dataset ?? {};
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
// A form's own properties can be hidden by an input of the same name (id, action, method), so its attributes are asked.
const of = (form, attribute) => form.getAttribute(attribute) ?? '';
const boxesOf = (form) => all(`input[type="checkbox"][form="${CSS.escape(of(form, 'id'))}"][name]`);

// Messages that come and go.

export function toast(text, bad = false) {
  const place = document.getElementById('toasts');
  if (!place || !text) return;
  const box = document.createElement('p');
  box.className = bad ? 'toast toast-bad' : 'toast';
  box.textContent = text;
  place.append(box);
  setTimeout(() => box.remove(), bad ? 10000 : 4000);
}

addEventListener('offline', () => toast(words.offline, true));
addEventListener('online', () => toast(words.online));

// Keys.

const typing = (target) => target.closest?.('input, textarea, select, [contenteditable]') != null;

function rows() {
  return all('table[data-rows] tbody tr[data-href], [data-row]');
}

function moveRow(by) {
  const list = rows();
  if (list.length === 0) return;
  const now = list.findIndex((row) => row.classList.contains('row-now'));
  const next = Math.min(Math.max(now + by, 0), list.length - 1);
  list[now]?.classList.remove('row-now');
  list[next].classList.add('row-now');
  list[next].querySelector('a.row-link, a')?.focus({ preventScroll: true });
  list[next].scrollIntoView({ block: 'nearest' });
}

const keys = {
  '/': () => {
    const search = document.getElementById('search');
    if (search?.offsetParent) { search.focus(); search.select(); } else document.querySelector('.top-search')?.click();
  },
  c: () => document.querySelector('[data-create]')?.click(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => document.querySelector('.row-now .check input')?.click(),
  '?': () => document.getElementById('key-help')?.showModal(),
};

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    const open = document.activeElement?.closest('details[open]');
    if (open && !open.matches('.nav-toggle')) { open.open = false; open.querySelector('summary')?.focus(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || document.querySelector('dialog[open]')) return;
  if (event.key === 'Enter' && !event.target.closest?.('a, button, summary')) {
    document.querySelector('.row-now a')?.click();
    return;
  }
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});

document.addEventListener('focusin', (event) => {
  const row = event.target.closest?.('tr[data-href], [data-row]');
  if (!row || row.classList.contains('row-now')) return;
  all('.row-now').forEach((other) => other.classList.remove('row-now'));
  row.classList.add('row-now');
});

// The tab one is on is seen, also where tabs scroll.

for (const tab of all('.tabs a[aria-current]')) {
  const list = tab.closest('.tabs');
  list.scrollLeft = Math.max(0, tab.offsetLeft + tab.offsetWidth - list.clientWidth + 16);
}

// Menus close when one looks elsewhere.

document.addEventListener('click', (event) => {
  for (const menu of all('details.menu[open], details.filter-form[open], details.column-chooser[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Questions before what cannot be undone.

const asked = new WeakSet();

function ask(question, grave) {
  return new Promise((answer) => {
    const box = document.createElement('dialog');
    box.className = 'dialog';
    const text = document.createElement('p');
    text.id = 'question';
    text.textContent = question;
    box.setAttribute('aria-labelledby', 'question');
    const form = document.createElement('form');
    form.method = 'dialog';
    for (const [value, word, look] of [['no', words.cancel, 'button'], ['yes', words.confirm, grave ? 'button button-danger' : 'button button-primary']]) {
      const button = document.createElement('button');
      button.value = value;
      button.className = look;
      button.textContent = word;
      form.append(button);
    }
    box.append(text, form);
    box.addEventListener('close', () => { box.remove(); answer(box.returnValue === 'yes'); });
    document.body.append(box);
    box.showModal();
  });
}

document.addEventListener('submit', async (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (!question || asked.has(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await ask(question, event.submitter?.classList.contains('button-danger'))) {
    asked.add(event.target);
    event.target.requestSubmit(event.submitter);
    asked.delete(event.target);
  }
}, true);

// A form is sent once.

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || of(form, 'method') === 'dialog') return;
  // Of a form that brings files, another button asks for another file; only the same one twice is once too often.
  const twice = !('again' in form.dataset) || event.submitter?.hasAttribute('aria-busy');
  if (form.dataset.sent && twice) { event.preventDefault(); return; }
  clean(form);
  if (of(form, 'method').toLowerCase() !== 'post' || form.hasAttribute('hx-post') || of(form, 'target')) return;
  // A form that brings a file leaves the page where it is, so that the lock is opened again.
  form.dataset.sent = 'yes';
  setTimeout(() => unlock(form), 'again' in form.dataset ? 1000 : 20000);
  event.submitter?.setAttribute('aria-busy', 'true');
});

function unlock(form) {
  delete form.dataset.sent;
  all('[aria-busy]', form).forEach((button) => button.removeAttribute('aria-busy'));
}
addEventListener('pageshow', () => all('form[data-sent]').forEach(unlock));

// Unsaved input: forms marked data-unsaved or data-draft.

const changed = new Set();
function clean(form) { changed.delete(form); }

addEventListener('beforeunload', (event) => {
  if (changed.size > 0) { event.preventDefault(); event.returnValue = words.unsaved ?? ''; }
});

// Drafts: the form is sent to its data-draft address a while after the last change; nothing is put back by itself.

const waiting = new WeakMap();

async function keepDraft(form, closing = false) {
  clearTimeout(waiting.get(form));
  const state = form.querySelector('.draft-state');
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  const csrf = data.get('csrf') ?? '';
  try {
    const answer = await fetch(form.dataset.draft, {
      method: 'POST', body: new URLSearchParams(data), keepalive: closing, credentials: 'same-origin',
      headers: { 'x-csrf': csrf, 'x-draft': '1' },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    clean(form);
    const time = new Date().toLocaleTimeString(words.language, { hour: '2-digit', minute: '2-digit' });
    if (state) state.textContent = `${words.draftKept} ${time}`;
  } catch {
    if (state) state.textContent = words.draftLost; else toast(words.draftLost, true);
  }
}

function noteChange(event) {
  const form = event.target.closest?.('form[data-draft], form[data-unsaved]');
  if (!form || event.target.type === 'hidden') return;
  changed.add(form);
  if (!form.dataset.draft) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keepDraft(form), Number(form.dataset.draftAfter ?? 2500)));
}
document.addEventListener('input', noteChange);
document.addEventListener('change', noteChange);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') for (const form of changed) if (form.dataset.draft) keepDraft(form, true);
});

// Selection of rows.

function countSelected(form) {
  const boxes = boxesOf(form);
  const on = boxes.filter((box) => box.checked);
  const count = form.querySelector('[data-count]');
  if (count) count.textContent = on.length;
  form.classList.toggle('on', on.length > 0);
  for (const head of all(`[data-select-all][form="${CSS.escape(of(form, 'id'))}"]`)) {
    head.checked = on.length > 0 && on.length === boxes.length;
    head.indeterminate = on.length > 0 && on.length < boxes.length;
  }
}

let lastBox = null;
document.addEventListener('click', (event) => {
  const box = event.target.closest?.('td.check input');
  if (!box) return;
  if (event.shiftKey && lastBox && lastBox.form === box.form) {
    const boxes = boxesOf(box.form);
    const [from, to] = [boxes.indexOf(lastBox), boxes.indexOf(box)].sort((a, b) => a - b);
    boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
  }
  lastBox = box;
});

document.addEventListener('change', (event) => {
  const head = event.target.closest?.('[data-select-all]');
  const form = event.target.form;
  if (head) boxesOf(form).forEach((box) => { box.checked = head.checked; });
  if (form?.matches('[data-selection]')) countSelected(form);
});

// Appearance changes at once and is kept by the server.

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-theme-form] button[name="theme"]');
  if (!button) return;
  event.preventDefault();
  const value = button.value;
  page.toggleAttribute('data-contrast', false);
  if (value === 'auto') page.removeAttribute('data-theme'); else page.dataset.theme = value === 'contrast' ? 'light' : value;
  if (value === 'contrast') page.dataset.contrast = 'more';
  all('button', button.form).forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
  const data = new URLSearchParams(new FormData(button.form));
  data.set('theme', value);
  fetch(of(button.form, 'action'), { method: 'POST', body: data, credentials: 'same-origin', redirect: 'manual' }).catch(() => toast(words.failed, true));
  document.dispatchEvent(new CustomEvent('banjie:theme'));
});

// Suggestions as one types.

const suggestTimers = new WeakMap();
document.addEventListener('input', (event) => {
  const input = event.target.closest?.('input[data-suggest]');
  if (!input) return;
  clearTimeout(suggestTimers.get(input));
  suggestTimers.set(input, setTimeout(() => suggest(input), 180));
});

async function suggest(input) {
  const typed = input.value.trim();
  if (!typed || !input.list || [...input.list.options].some((option) => option.value === typed)) return;
  const address = new URL(input.dataset.suggest, location.href);
  address.searchParams.set('q', typed);
  try {
    const answer = await fetch(address, { credentials: 'same-origin', headers: { accept: 'application/json' } });
    if (!answer.ok || input.value.trim() !== typed) return;
    const found = await answer.json();
    input.list.replaceChildren(...found.map(({ key, title }) => new Option(title, key)).map((option) => { option.label = option.text; return option; }));
  } catch { /* plain typing goes on */ }
}

// A report and its proof: a click on either side marks the other.

document.addEventListener('click', (event) => {
  const mark = event.target.closest?.('[data-proof]');
  if (!mark) return;
  all('[data-proof].on').forEach((other) => other.classList.remove('on'));
  for (const other of all(`[data-proof="${CSS.escape(mark.dataset.proof)}"]`)) {
    other.classList.add('on');
    if (other !== mark) other.scrollIntoView({ block: 'nearest' });
  }
});

// "3 分钟前" beside a moment; the moment itself stays as title.

const relative = new Intl.RelativeTimeFormat(words.language || 'zh-CN', { numeric: 'auto' });
function ago() {
  for (const time of all('time[data-ago]')) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds)) continue;
    const [unit, size] = [['day', 86400], ['hour', 3600], ['minute', 60]].find(([, size]) => Math.abs(seconds) >= size) ?? ['minute', 60];
    time.title ||= time.textContent;
    time.textContent = relative.format(Math.trunc(seconds / size), unit);
  }
}

// Requests by htmx: a veil after 300 ms, words when they fail.

const veils = new WeakMap();
document.addEventListener('htmx:beforeRequest', ({ detail }) => {
  veils.set(detail.elt, setTimeout(() => { detail.target.classList.add('late-loading'); detail.target.setAttribute('aria-busy', 'true'); }, 300));
});
document.addEventListener('htmx:afterRequest', ({ detail }) => {
  clearTimeout(veils.get(detail.elt));
  detail.target.classList.remove('late-loading');
  detail.target.removeAttribute('aria-busy');
});
for (const name of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) document.addEventListener(name, () => toast(words.failed, true));

// Charts and maps fetch their library only where there is one.

async function drawings(within = document) {
  if (within.querySelector('[data-chart]')) (await import(words.charts)).draw(within);
  if (within.querySelector('[data-map], [data-pick]')) (await import(words.maps)).draw(within);
}

// A wall asks for itself again; a page that does not come leaves the one that is there.

function keepFresh() {
  const main = document.querySelector('[data-refresh]');
  if (!main) return;
  setInterval(async () => {
    try {
      const answer = await fetch(location.href, { credentials: 'same-origin' });
      if (!answer.ok) return;
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = next.querySelector('[data-refresh]');
      if (!fresh) return;
      main.replaceChildren(...fresh.childNodes);
      const [head, nextHead] = [document.querySelector('.wall-top p'), next.querySelector('.wall-top p')];
      if (head && nextHead) head.textContent = nextHead.textContent;
      drawings(main);
    } catch { /* asked again later */ }
  }, Math.max(10, Number(main.dataset.refresh)) * 1000);
}

function begin(within = document) {
  all('[data-select-all]', within).forEach((box) => { box.hidden = false; });
  all('[data-selection]', within).forEach(countSelected);
  all('.chart-table[open]', within).forEach((table) => { table.open = false; });
  ago();
  return drawings(within);
}

begin().finally(() => { page.dataset.ready = 'yes'; });
document.querySelector('[data-focus]')?.focus();
setInterval(ago, 60000);
keepFresh();
document.addEventListener('htmx:load', ({ detail }) => { if (detail.elt !== document.body) begin(detail.elt); });
