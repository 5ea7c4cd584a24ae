import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Download } from "lucide-react";
import { useEffect, useState } from "react";
import { hub } from "@/api/hub";
import type { Media, Message } from "@/api/types";
import { keepFile, URL_GOOD_FOR_MS } from "@/inbox/media/media-url";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Failure } from "@/ui/failure";

interface Props {
  message: Message;
  pictures: readonly Media[];
  altOf: (item: Media) => string;
  startId: string;
  onClose: () => void;
}

/** One picture as large as the window allows. The arrow keys go to its neighbours. */
export function Viewer({ message, pictures, altOf, startId, onClose }: Props) {
  const [id, setId] = useState(startId);
  const at = Math.max(0, pictures.findIndex((item) => item.id === id));
  const item = pictures[at];
  const { data, error, refetch } = useQuery({
    queryKey: ["media", message.id, id],
    queryFn: ({ signal }) => hub.mediaUrl(message.id, id, {}, signal),
    staleTime: URL_GOOD_FOR_MS,
    refetchOnWindowFocus: false,
  });
  const [previous, next] = [pictures[at - 1]?.id, pictures[at + 1]?.id];
  useEffect(() => {
    // Wherever the focus is in the dialog.
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "ArrowLeft" && previous) setId(previous);
      if (key === "ArrowRight" && next) setId(next);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [previous, next]);
  if (!item) return null;
  const alt = altOf(item);
  return (
    <Dialog title={alt} shape="wide" onClose={onClose}>
      <div className="flex flex-col">
        <div className="flex h-[min(72vh,720px)] items-center justify-center bg-canvas p-2">
          {error ? (
            <Failure title="Couldn't show the picture" error={error} onRetry={() => void refetch()} />
          ) : data ? (
            <img key={data.url} src={data.url} alt={alt} className="max-h-full max-w-full object-contain" />
          ) : (
            <span className="skeleton size-full" />
          )}
        </div>
        <div className="flex items-center justify-between gap-2 border-t border-line p-2">
          {pictures.length > 1 ? (
            <div className="flex items-center gap-2">
              <Button aria-label="Previous picture" disabled={!previous} onClick={() => previous && setId(previous)}>
                <ChevronLeft aria-hidden="true" className="size-4" />
              </Button>
              <span data-numeric className="text-sm text-ink-soft">{`${at + 1} of ${pictures.length}`}</span>
              <Button aria-label="Next picture" disabled={!next} onClick={() => next && setId(next)}>
                <ChevronRight aria-hidden="true" className="size-4" />
              </Button>
            </div>
          ) : (
            <span />
          )}
          <Button onClick={() => void keepFile(message.id, item.id)}>
            <Download aria-hidden="true" className="size-4" />
            Download
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
