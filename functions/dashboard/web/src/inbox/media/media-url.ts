import { hub } from "@/api/hub";
import { notify } from "@/ui/notify";

/** A URL ends after five minutes; one that is older than this is not shown anew. */
export const URL_GOOD_FOR_MS = 4 * 60_000;

/** Lets the browser keep an attachment as a file. */
export async function keepFile(messageId: string, mediaId: string): Promise<void> {
  try {
    const { url } = await hub.mediaUrl(messageId, mediaId, { download: true });
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = "";
    anchor.click();
  } catch (error) {
    notify.problem("Couldn't download", error, () => void keepFile(messageId, mediaId));
  }
}
