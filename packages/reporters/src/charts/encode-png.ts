import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const deflated = promisify(deflate);

/** Charts are flat colour: more than this takes longer and saves little. */
const LEVEL = 3;
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const BYTES_PER_PIXEL = 4;

/** Whether every pixel of an RGBA picture covers what is behind it. */
export function isOpaque(pixels: Uint8Array): boolean {
  for (let at = BYTES_PER_PIXEL - 1; at < pixels.length; at += BYTES_PER_PIXEL)
    if (pixels[at] !== 0xff) return false;
  return true;
}

/**
 * A PNG of 8-bit RGBA pixels, row by row from the top, packed on another thread
 * (https://www.w3.org/TR/png-3/, sections 5, 9 and 11).
 *
 * @throws RangeError when the pixels are not `width` times `height`.
 */
export async function encodePng(pixels: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const rowBytes = width * BYTES_PER_PIXEL;
  if (pixels.length !== rowBytes * height)
    throw new RangeError(`${pixels.length} bytes are no picture of ${width} by ${height} pixels`);
  // Each row begins with the number of its filter; 0 is none, which flat colour does not need.
  const rows = new Uint8Array((rowBytes + 1) * height);
  for (let y = 0; y < height; y += 1)
    rows.set(pixels.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, colour type 6: RGB with alpha; no interlacing.
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', await deflated(rows, { level: LEVEL })),
    chunk('IEND', new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
