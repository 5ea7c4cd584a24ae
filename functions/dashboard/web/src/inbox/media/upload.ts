import { hub } from "@/api/hub";
import { Unreachable } from "@/api/problem";

/**
 * Announces a file and sends it past the hub to where attachments are kept.
 *
 * Throws `ApiProblem` when the hub does not take it and `Unreachable` when it does not arrive.
 */
export async function upload(file: File, type: string, onProgress: (part: number) => void, signal: AbortSignal): Promise<string> {
  const offer = await hub.announceFile({ fileName: file.name, contentType: type, size: file.size }, signal);
  await put(offer.uploadUrl, offer.headers, file, onProgress, signal);
  return offer.mediaId;
}

/** `fetch` does not tell how far an upload is. */
function put(
  url: string,
  headers: Record<string, string>,
  file: File,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const lost = () => reject(new Unreachable());
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener("load", () => (request.status >= 200 && request.status < 300 ? resolve() : lost()));
    request.addEventListener("error", lost);
    request.addEventListener("abort", lost);
    signal.addEventListener("abort", () => request.abort());
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    // A view of the bytes without a type of its own, which would be another header.
    request.send(file.slice(0, file.size, headers["content-type"] ?? ""));
  });
}
