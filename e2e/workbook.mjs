// Just enough of a workbook (.xlsx, ECMA-376) for tests: the cells of its first sheet, and rows put under its heads.

import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Files of a ZIP, by name. */
function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n -= 1) {
    const [method, packed, nameLength, extra, comment, start] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const raw = bytes.subarray(data, data + packed);
    files.set(name, method === 8 ? inflateRawSync(raw) : Buffer.from(raw));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

function zip(files) {
  const [parts, central] = [[], []];
  let at = 0;
  for (const [name, data] of files) {
    const [called, packed] = [Buffer.from(name), deflateRawSync(data)];
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0); head.writeUInt16LE(8, 4); head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(packed.length, 14); head.writeUInt32LE(data.length, 18); head.writeUInt16LE(called.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), head, called, packed);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(at, 10);
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, more, called);
    at += 30 + called.length + packed.length;
  }
  const listed = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.size, 8); end.writeUInt16LE(files.size, 10); end.writeUInt32LE(listed.length, 12); end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

const plain = (xml) => xml.replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;|&apos;/g, "'").replace(/&amp;/g, '&');
const coded = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const letters = (n) => (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));
const column = (ref) => [...ref.replace(/\d/g, '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** Texts of the first sheet, row by row. */
export function cells(bytes) {
  const files = unzip(bytes);
  const shared = [...(files.get('xl/sharedStrings.xml')?.toString() ?? '').matchAll(/<si>([\s\S]*?)<\/si>/g)].map(([, one]) => plain(one));
  return [...files.get('xl/worksheets/sheet1.xml').toString().matchAll(/<row[^>]*>([\s\S]*?)<\/row>/g)].map(([, row]) => {
    const texts = [];
    for (const [, attributes, body] of row.matchAll(/<c ([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)) {
      const value = plain((body ?? '').match(/<(?:v|t)[^>]*>([\s\S]*?)<\/(?:v|t)>/)?.[1] ?? '');
      texts[column(attributes.match(/r="([A-Z]+\d+)"/)[1])] = attributes.includes('t="s"') ? shared[Number(value)] : value;
    }
    return Array.from(texts, (text) => text ?? '');
  });
}

/** The workbook with rows of texts under the first row of its first sheet. */
export function withCells(bytes, rows) {
  const files = unzip(bytes);
  const name = 'xl/worksheets/sheet1.xml';
  const sheet = files.get(name).toString();
  const head = sheet.match(/<row[^>]*>[\s\S]*?<\/row>/)[0];
  const body = rows.map((row, down) => `<row r="${down + 2}">${row.map((text, across) => (text === '' ? '' : `<c r="${letters(across)}${down + 2}" t="inlineStr"><is><t>${coded(text)}</t></is></c>`)).join('')}</row>`);
  files.set(name, Buffer.from(sheet.replace(/<dimension[^>]*\/>/, '').replace(/<sheetData>[\s\S]*<\/sheetData>/, `<sheetData>${head}${body.join('')}</sheetData>`)));
  return zip(files);
}
