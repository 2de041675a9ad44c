/** How a picture is fitted into a frame of another shape. */
export const FITS = ['cover', 'contain', 'inside'] as const;
export type Fit = (typeof FITS)[number];

/** Widths that pictures are made in. A closed list: each is made once, however many ask. */
export const WIDTHS = [160, 320, 480, 640, 768, 960, 1280, 1600, 1920, 2560] as const;

/** Heights: of these widths in the shapes 16:9, 3:2 and 4:3, and the widths again for squares. */
export const HEIGHTS = [
  ...[90, 120, 160, 180, 240, 270, 320, 360, 432, 480, 540, 640, 720, 768, 900, 960, 1080, 1280, 1440],
  ...[1600, 1920, 2560],
] as const;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What was asked for. One of width and height is there at least; `fit` says nothing without both. */
export interface Frame {
  readonly width: number | null;
  readonly height: number | null;
  readonly fit: Fit;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What has to be done: a part of the picture is taken, brought to a size and, with `contain`, put on a canvas. */
export interface Rendition {
  /** Null for the whole picture. */
  readonly part: (Size & { readonly left: number; readonly top: number }) | null;
  readonly size: Size;
  readonly canvas: Size;
}

const MIDDLE: Point = { x: 0.5, y: 0.5 };

/** How a picture comes into a frame. It is never enlarged: a frame that is too large for it becomes smaller. */
export function renditionOf(picture: Size, frame: Frame, focus: Point | null): Rendition {
  const { width, height, fit } = frame;
  if (width === null || height === null || fit === 'inside') {
    const size = scaled(picture, Math.min(1, ...ratios(picture, frame)));
    return { part: null, size, canvas: size };
  }
  return fit === 'cover'
    ? covering(picture, { width, height }, focus ?? MIDDLE)
    : containing(picture, { width, height });
}

/** By how much a picture shrinks to fit each side of a frame. */
const ratios = (picture: Size, { width, height }: Frame): number[] => [
  ...(width === null ? [] : [width / picture.width]),
  ...(height === null ? [] : [height / picture.height]),
];

const scaled = ({ width, height }: Size, by: number): Size => ({
  width: Math.max(1, Math.round(width * by)),
  height: Math.max(1, Math.round(height * by)),
});

/** The largest part of the frame's shape, as near to the focus as the edges allow. */
function covering(picture: Size, frame: Size, focus: Point): Rendition {
  const by = Math.min(picture.width / frame.width, picture.height / frame.height);
  const part = scaled(frame, by);
  const width = Math.min(part.width, picture.width);
  const height = Math.min(part.height, picture.height);
  const left = clamp(Math.round(focus.x * picture.width - width / 2), picture.width - width);
  const top = clamp(Math.round(focus.y * picture.height - height / 2), picture.height - height);
  const size = by < 1 ? { width, height } : frame;
  const isWhole = width === picture.width && height === picture.height;
  return { part: isWhole ? null : { left, top, width, height }, size, canvas: size };
}

function containing(picture: Size, frame: Size): Rendition {
  const by = Math.min(frame.width / picture.width, frame.height / picture.height);
  const size = scaled(picture, Math.min(1, by));
  const canvas = by > 1 ? scaled(frame, 1 / by) : frame;
  return {
    part: null,
    size,
    canvas: { width: Math.max(canvas.width, size.width), height: Math.max(canvas.height, size.height) },
  };
}

const clamp = (value: number, most: number): number => Math.min(Math.max(0, value), most);

/** Tells a rendition of one picture from all others. */
export function renditionName({ part, size, canvas }: Rendition): string {
  const taken = part ? [part.left, part.top, part.width, part.height].join('-') : 'whole';
  return [taken, size.width, size.height, canvas.width, canvas.height].join('-');
}
