export type MediaKind = 'image' | 'audio' | 'video' | 'other';

const KINDS: readonly (readonly [kind: MediaKind, file: RegExp])[] = [
  ['image', /\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$/i],
  ['audio', /\.(?:aac|flac|m4a|mp3|oga|ogg|opus|wav|wma)$/i],
  ['video', /\.(?:3gp|avi|flv|m4v|mov|mp4|mpe?g|ogv|webm|wmv)$/i],
];

/** What a file is, by the end of its path. */
export function mediaKind(url: string): MediaKind {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return KINDS.find(([, file]) => file.test(path))?.[0] ?? 'other';
}
