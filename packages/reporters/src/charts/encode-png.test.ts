import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { encodePng, isOpaque } from './encode-png.ts';

describe('encodePng', () => {
  const [width, height] = [7, 5];
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : (i * 37) % 256,
  );

  it('is read by another decoder, pixel by pixel', async () => {
    const png = Buffer.from(await encodePng(pixels, width, height)).toString('base64');
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="data:image/png;base64,${png}" image-rendering="optimizeSpeed"/></svg>`;
    expect([...new Resvg(svg).render().pixels]).toEqual([...pixels]);
  });

  it('refuses pixels that are no such picture', async () => {
    await expect(encodePng(pixels, width, height + 1)).rejects.toThrow(RangeError);
  });

  it('tells a picture that lets something through', () => {
    expect(isOpaque(pixels)).toBe(true);
    expect(isOpaque(Uint8Array.of(1, 2, 3, 255, 1, 2, 3, 254))).toBe(false);
  });
});
