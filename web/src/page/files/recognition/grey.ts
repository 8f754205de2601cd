/** Grey pictures, and what is done to any of them: scaled, turned, bent. */

/** Lightness from 0 (black) to 255, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function greyOf(width: number, height: number): Grey {
  return { width, height, data: new Uint8Array(width * height) };
}

/** The lightness of RGBA pixels, on white where they are transparent (ITU-R BT.601). */
export function fromPixels(width: number, height: number, pixels: Uint8ClampedArray): Grey {
  const grey = greyOf(width, height);
  for (let at = 0, from = 0; at < grey.data.length; at += 1, from += 4) {
    const light =
      0.299 * (pixels[from] ?? 0) +
      0.587 * (pixels[from + 1] ?? 0) +
      0.114 * (pixels[from + 2] ?? 0);
    const alpha = (pixels[from + 3] ?? 255) / 255;
    grey.data[at] = light * alpha + 255 * (1 - alpha);
  }
  return grey;
}

/** The picture at another size: averaged where it becomes smaller, interpolated where it grows. */
export function scaled(source: Grey, factor: number): Grey {
  const width = Math.max(1, Math.round(source.width * factor));
  const height = Math.max(1, Math.round(source.height * factor));
  const target = greyOf(width, height);
  const horizontal = weightsOf(source.width, width);
  const vertical = weightsOf(source.height, height);
  const half = new Float32Array(width * source.height);
  for (let y = 0; y < source.height; y += 1) {
    const row = y * source.width;
    for (let x = 0; x < width; x += 1) {
      const { start, weights } = horizontal[x] as Weights;
      let sum = 0;
      for (let i = 0; i < weights.length; i += 1)
        sum += (weights[i] as number) * (source.data[row + start + i] as number);
      half[y * width + x] = sum;
    }
  }
  for (let y = 0; y < height; y += 1) {
    const { start, weights } = vertical[y] as Weights;
    for (let x = 0; x < width; x += 1) {
      let sum = 0.5;
      for (let i = 0; i < weights.length; i += 1)
        sum += (weights[i] as number) * (half[(start + i) * width + x] as number);
      target.data[y * width + x] = sum;
    }
  }
  return target;
}

interface Weights {
  readonly start: number;
  readonly weights: Float32Array;
}

/** Which of `from` places make each of `to`, and with which weight: a tent as wide as both need. */
function weightsOf(from: number, to: number): readonly Weights[] {
  const ratio = from / to;
  const reach = Math.max(1, ratio);
  return Array.from({ length: to }, (_, place) => {
    const center = (place + 0.5) * ratio - 0.5;
    const start = Math.max(0, Math.ceil(center - reach));
    const end = Math.min(from - 1, Math.floor(center + reach));
    const weights = new Float32Array(Math.max(1, end - start + 1));
    let sum = 0;
    for (let i = 0; i < weights.length; i += 1) {
      weights[i] = Math.max(1e-6, 1 - Math.abs(start + i - center) / reach);
      sum += weights[i] as number;
    }
    return { start: Math.min(start, from - 1), weights: weights.map((each) => each / sum) };
  });
}

/** The picture turned clockwise by quarters of a circle. */
export function turned(source: Grey, quarters: number): Grey {
  const turns = ((quarters % 4) + 4) % 4;
  if (turns === 0) return source;
  const { width, height, data } = source;
  const target = turns === 2 ? greyOf(width, height) : greyOf(height, width);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = data[y * width + x] as number;
      if (turns === 1) target.data[x * height + (height - 1 - y)] = value;
      else if (turns === 2) target.data[(height - 1 - y) * width + (width - 1 - x)] = value;
      else target.data[(width - 1 - x) * height + y] = value;
    }
  }
  return target;
}

/** Each pixel mixed with those around it, so that noise is no more than a shade. */
export function softened({ width, height, data }: Grey): Grey {
  const across = new Uint16Array(data.length);
  const target = greyOf(width, height);
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    for (let x = 0; x < width; x += 1) {
      const left = data[row + Math.max(0, x - 1)] as number;
      const right = data[row + Math.min(width - 1, x + 1)] as number;
      across[row + x] = left + 2 * (data[row + x] as number) + right;
    }
  }
  for (let y = 0; y < height; y += 1) {
    const [above, row, below] = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)];
    for (let x = 0; x < width; x += 1) {
      const sum =
        (across[above * width + x] as number) +
        2 * (across[row * width + x] as number) +
        (across[below * width + x] as number);
      target.data[row * width + x] = sum / 16;
    }
  }
  return target;
}
