/** What may be attached. The hub decides; this only says it before anything is uploaded. */

export const FILES_MAX = 10;
const MEGABYTE = 1024 * 1024;
const TOTAL_MAX = 5 * MEGABYTE;
const OTHER_MAX = 500 * 1024;

const PICTURES = ["image/jpeg", "image/png", "image/gif"];
const OTHERS = [
  "image/webp",
  "video/mp4",
  "video/3gpp",
  "audio/mpeg",
  "audio/ogg",
  "audio/amr",
  "audio/mp4",
  "application/pdf",
  "text/vcard",
  "text/calendar",
];

/** For the file picker. */
export const ACCEPT = [...PICTURES, ...OTHERS, ".vcf", ".ics"].join(",");

const BY_ENDING: Readonly<Record<string, string>> = { vcf: "text/vcard", ics: "text/calendar", amr: "audio/amr" };

/** Not every browser knows every type. */
export function typeOf(file: Pick<File, "name" | "type">): string {
  const type = file.type === "text/x-vcard" ? "text/vcard" : file.type;
  return type || (BY_ENDING[file.name.split(".").pop()?.toLowerCase() ?? ""] ?? "");
}

/** Why a file can't be sent, given how many bytes are attached already; null if it can. */
export function refusalOf(file: Pick<File, "name" | "type" | "size">, attachedBytes: number): string | null {
  const type = typeOf(file);
  if (!PICTURES.includes(type) && !OTHERS.includes(type)) return "This type of file can't be sent.";
  if (file.size === 0) return "The file is empty.";
  if (!PICTURES.includes(type) && file.size > OTHER_MAX) return "Larger than 500 KB. Only JPEG, PNG and GIF may be larger.";
  if (file.size > TOTAL_MAX) return "Larger than 5 MB.";
  if (attachedBytes + file.size > TOTAL_MAX) return "All files together can be 5 MB at most.";
  return null;
}
