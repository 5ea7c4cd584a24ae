import type { Media } from "@/api/types";

/** Types that a browser may show as pictures; everything else is only kept as a file. */
const PICTURES = ["image/jpeg", "image/png", "image/gif", "image/webp"];

export const isPicture = ({ contentType }: Pick<Media, "contentType">): boolean => PICTURES.includes(contentType);

/** The text of a message, or what it brings in its place. */
export function wordsOf(body: string, media: readonly Pick<Media, "contentType">[] = []): string {
  if (body.trim() !== "" || media.length === 0) return body;
  const what = media.every(isPicture) ? "picture" : "file";
  if (media.length > 1) return `${media.length} ${what}s`;
  return what === "picture" ? "Picture" : "File";
}

/** Such as `12 KB`. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
