import { Camera, Paperclip } from "lucide-react";
import { useEffect, useRef, useState, type RefObject } from "react";
import { ACCEPT } from "@/inbox/media/rules";
import type { Tray } from "@/inbox/media/tray";
import { IconButton } from "@/ui/button";

interface Props {
  tray: Tray;
  /** Files that are dropped anywhere in the pane around it are attached. */
  within: RefObject<HTMLElement | null>;
}

/** The ways to attach: a picker, a phone's camera, dropping, pasting. */
export function Attach({ tray, within }: Props) {
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const isDragging = useDropped(within, (dropped) => tray.add(dropped));
  const picker = (reference: RefObject<HTMLInputElement | null>, name: string, isCamera: boolean) => (
    <input
      ref={reference}
      type="file"
      aria-label={name}
      // The button beside it opens it.
      hidden
      accept={isCamera ? "image/*" : ACCEPT}
      multiple={!isCamera}
      {...(isCamera ? { capture: "environment" as const } : {})}
      onChange={({ target }) => {
        tray.add(target.files ?? []);
        // The same file may be chosen again after it was removed.
        target.value = "";
      }}
    />
  );
  return (
    <>
      <IconButton label="Attach files" onClick={() => files.current?.click()}>
        <Paperclip aria-hidden="true" className="size-[18px]" />
      </IconButton>
      {picker(files, "Files to attach", false)}
      <span className="hidden pointer-coarse:inline">
        <IconButton label="Take a photo" onClick={() => camera.current?.click()}>
          <Camera aria-hidden="true" className="size-[18px]" />
        </IconButton>
      </span>
      {picker(camera, "Photo to attach", true)}
      {isDragging && (
        <div className="pointer-events-none absolute inset-2 z-30 flex items-center justify-center rounded-lg border-2 border-dashed border-accent-text bg-accent-soft text-lg font-semibold text-accent-text">
          Drop files to attach them
        </div>
      )}
    </>
  );
}

/** Whether files are held over the pane; calls `onFiles` with what is dropped or pasted into it. */
function useDropped(within: RefObject<HTMLElement | null>, onFiles: (files: FileList) => void): boolean {
  const [isDragging, setDragging] = useState(false);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const area = within.current?.closest("main");
    if (!area) return;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragging(true);
    };
    const leave = (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node) || !area.contains(event.relatedTarget)) setDragging(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      setDragging(false);
      take.current(event.dataTransfer.files);
    };
    const paste = (event: ClipboardEvent) => {
      if (!event.clipboardData || event.clipboardData.files.length === 0) return;
      event.preventDefault();
      take.current(event.clipboardData.files);
    };
    const control = new AbortController();
    const { signal } = control;
    area.addEventListener("dragenter", over, { signal });
    area.addEventListener("dragover", over, { signal });
    area.addEventListener("dragleave", leave, { signal });
    area.addEventListener("drop", drop, { signal });
    area.addEventListener("paste", paste, { signal });
    return () => control.abort();
  }, [within]);
  return isDragging;
}
