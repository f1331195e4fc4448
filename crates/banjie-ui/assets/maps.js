// Maps: points over an offline base, a graticule with its degrees, or over tiles where an address is configured.

let library;
function load(box) {
  library ??= new Promise((done, failed) => {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = box.dataset.style;
    document.head.append(style);
    const script = document.createElement('script');
    script.src = box.dataset.library;
    script.onload = () => done(window.L);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

// Lines at round degrees, as many as there is room for.
function graticule(L, map) {
  const layer = L.layerGroup().addTo(map);
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--line-2').trim();
  const redraw = () => {
    layer.clearLayers();
    const bounds = map.getBounds();
    const span = bounds.getEast() - bounds.getWest();
    const step = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((size) => span / size <= 8) ?? 30;
    const digits = Math.max(0, Math.ceil(-Math.log10(step)));
    const line = (from, to) => L.polyline([from, to], { color: colour, weight: 1, opacity: 0.35, interactive: false }).addTo(layer);
    const word = (at, text) => L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: 'map-degree', html: '', iconSize: [60, 14], iconAnchor: [-4, 16] }) })
      .addTo(layer).getElement().append(text);
    for (let lng = Math.ceil(bounds.getWest() / step) * step; lng < bounds.getEast(); lng += step) {
      line([bounds.getSouth(), lng], [bounds.getNorth(), lng]);
      word([bounds.getSouth(), lng], `${lng.toFixed(digits)}°E`);
    }
    for (let lat = Math.ceil(bounds.getSouth() / step) * step; lat < bounds.getNorth(); lat += step) {
      line([lat, bounds.getWest()], [lat, bounds.getEast()]);
      // Not upon the word of a longitude.
      if (map.latLngToContainerPoint([lat, bounds.getWest()]).y > map.getSize().y - 24) continue;
      word([lat, bounds.getWest()], `${lat.toFixed(digits)}°N`);
    }
  };
  // Only once the map has a view can a layer give its element.
  map.whenReady(() => { redraw(); map.on('moveend', redraw); });
}

// The base of the installation, where the page brings none of its own.
const words = document.getElementById('words')?.dataset ?? {};

function base(L, box, tiles = words.tiles, credit = words.tilesCredit) {
  const map = L.map(box, { attributionControl: Boolean(tiles), zoomControl: false, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
  L.control.zoom({ position: 'topright', zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  if (tiles) L.tileLayer(tiles, { attribution: credit, maxZoom: 19 }).addTo(map); else graticule(L, map);
  return map;
}

function popup(point) {
  const box = document.createElement('div');
  const title = document.createElement(point.href ? 'a' : 'b');
  if (point.href) title.href = point.href;
  title.textContent = point.title;
  const note = document.createElement('p');
  note.textContent = point.note;
  box.append(title, note);
  return box;
}

function pin(L, tone) {
  return L.divIcon({ className: '', html: Object.assign(document.createElement('span'), { className: `map-pin map-pin-${tone || 'plain'}` }), iconSize: [14, 14], iconAnchor: [7, 7] });
}

async function points(box) {
  const data = JSON.parse(document.getElementById(box.dataset.map).textContent);
  if (data.points.length === 0) return;
  const L = await load(box);
  box.hidden = false;
  box.classList.add('drawn');
  const map = base(L, box, data.tiles || undefined, data.credit || undefined);
  map.fitBounds(data.points.map((point) => [point.lat, point.lng]), { padding: [32, 32], maxZoom: 15 });
  for (const point of data.points) {
    L.marker([point.lat, point.lng], { icon: pin(L, point.tone), title: point.title, alt: point.title }).bindPopup(popup(point), { closeButton: false }).addTo(map);
  }
  const figure = box.closest('.map-box');
  figure?.querySelector('.map-list')?.removeAttribute('open');
  figure?.querySelector('.map-legend')?.removeAttribute('hidden');
}

// On the spot, a phone knows where it is.
function locate(details, take) {
  if (!navigator.geolocation || !isSecureContext || !words.locate) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  button.textContent = words.locate;
  const told = document.createElement('span');
  told.className = 'field-help';
  told.setAttribute('role', 'status');
  button.addEventListener('click', () => {
    told.textContent = '';
    navigator.geolocation.getCurrentPosition(({ coords }) => take(coords), () => { told.textContent = words.notLocated; }, { enableHighAccuracy: true, timeout: 15000 });
  });
  details.querySelector('.map').before(button, ' ', told);
}

// Picking a point: the map fills longitude and latitude in; they can be typed as well.
function picker(details) {
  details.hidden = false;
  details.classList.add('drawn');
  details.addEventListener('toggle', async () => {
    const box = details.querySelector('.map');
    if (!details.open || box.classList.contains('leaflet-container')) return;
    const L = await load(details);
    const input = (part) => document.getElementById(`${details.dataset.pick}-${part}`);
    const at = () => [Number(input('lat').value), Number(input('lng').value)];
    const given = at().every((part) => Number.isFinite(part) && part !== 0);
    const home = (words.mapHome || '35,105').split(',').map(Number);
    const map = base(L, box);
    map.setView(given ? at() : home, given ? 14 : words.mapHome ? 11 : 4);
    const marker = L.marker(given ? at() : home, { icon: pin(L), keyboard: false });
    if (given) marker.addTo(map);
    const set = ({ lat, lng }) => {
      marker.setLatLng([lat, lng]).addTo(map);
      for (const [part, value] of [['lat', lat], ['lng', lng]]) {
        input(part).value = value.toFixed(6);
        input(part).dispatchEvent(new Event('input', { bubbles: true }));
      }
    };
    map.on('click', (event) => set(event.latlng.wrap()));
    // By keyboard: the arrows move the map, Enter puts the point in its middle.
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.target !== box) return;
      event.preventDefault();
      set(map.getCenter().wrap());
    });
    locate(details, ({ latitude, longitude }) => {
      set(L.latLng(latitude, longitude));
      map.setView([latitude, longitude], 16);
    });
    for (const part of ['lat', 'lng']) input(part).addEventListener('change', () => { marker.setLatLng(at()).addTo(map); map.panTo(at()); });
  });
}

export function draw(within = document) {
  for (const box of within.querySelectorAll('[data-map]:not(.drawn)')) points(box).catch(() => { box.hidden = true; });
  for (const details of within.querySelectorAll('[data-pick]:not(.drawn)')) picker(details);
}
