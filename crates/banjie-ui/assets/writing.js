// The desk of the report writer: indicators picked by typing @, the line of a fault found, the preview fresh at once.

const text = document.querySelector('textarea[data-pick]');
if (text) begin(text);

function begin(area) {
  const box = document.createElement('ul');
  box.className = 'pick-box';
  box.id = 'pick-box';
  box.setAttribute('role', 'listbox');
  box.setAttribute('aria-label', area.dataset.pickLabel);
  box.hidden = true;
  area.after(box);
  area.setAttribute('aria-controls', box.id);
  area.setAttribute('aria-autocomplete', 'list');
  let found = [], now = 0, asked = 0, timer = 0;

  // The word being typed after @, up to the caret.
  function wanted() {
    const before = area.value.slice(0, area.selectionStart);
    const match = /[@＠]([^@＠\s，。；、{}%]{0,20})$/u.exec(before);
    return match ? { from: before.length - match[0].length, word: match[1] } : null;
  }

  function close() {
    box.hidden = true;
    area.removeAttribute('aria-activedescendant');
  }

  function show() {
    box.replaceChildren(...(found.length ? found : [null]).map((one, index) => {
      const item = document.createElement('li');
      if (!one) { item.textContent = area.dataset.pickNone; return item; }
      item.id = `pick-${index}`;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', String(index === now));
      const title = document.createElement('b');
      title.textContent = one.unit ? `${one.title}（${one.unit}）` : one.title;
      const words = document.createElement('span');
      words.textContent = one.words;
      item.append(title, words);
      item.addEventListener('mousedown', (event) => { event.preventDefault(); now = index; take(); });
      return item;
    }));
    box.hidden = false;
    if (found.length) {
      area.setAttribute('aria-activedescendant', `pick-${now}`);
      box.children[now].scrollIntoView({ block: 'nearest' });
    }
  }

  function take() {
    const place = wanted();
    const one = found[now];
    close();
    if (!place || !one) return;
    area.setRangeText(one.insert, place.from, area.selectionStart, 'end');
    area.focus();
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  async function ask() {
    const place = wanted();
    if (!place) { close(); return; }
    const turn = ++asked;
    const address = new URL(area.dataset.pick, location.href);
    address.searchParams.set('q', place.word);
    try {
      const answer = await fetch(address, { credentials: 'same-origin', headers: { accept: 'application/json' } });
      if (!answer.ok || turn !== asked || !wanted()) return;
      found = (await answer.json()).slice(0, 12);
      now = 0;
      show();
    } catch { close(); }
  }

  area.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  area.addEventListener('blur', close);
  area.addEventListener('keydown', (event) => {
    if (box.hidden || event.isComposing) return;
    if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); close(); return; }
    if (!found.length) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      now = (now + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length;
      show();
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      event.preventDefault();
      take();
    }
  });

  // A fault leads to its line.
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[data-line]');
    if (!link) return;
    event.preventDefault();
    const lines = area.value.split('\n');
    const number = Math.min(Number(link.dataset.line), lines.length);
    const from = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
    area.focus();
    area.setSelectionRange(from, from + lines[number - 1].length);
    const height = parseFloat(getComputedStyle(area).lineHeight) || 24;
    area.scrollTop = Math.max(0, (number - 4) * height);
  });
}
