import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "@/ui/classes";
import { useReturnFocus } from "@/ui/return-focus";

interface Props {
  title: string;
  onClose: () => void;
  /** `drawer` comes from the right edge, `wide` is for what needs room. */
  shape?: "centre" | "drawer" | "wide";
  children: ReactNode;
}

const SHAPES = {
  centre: "pop-in top-[10vh] left-1/2 max-h-[80vh] w-[min(560px,calc(100vw-32px))] -translate-x-1/2 rounded-lg",
  wide: "pop-in top-[3vh] left-1/2 max-h-[94vh] w-[min(1040px,calc(100vw-16px))] -translate-x-1/2 rounded-lg",
  drawer: "slide-in top-0 right-0 h-dvh w-[min(360px,100vw)]",
} as const;

/** Whoever opens a dialog with fields wants to fill in the first one; the dialog itself would begin at its Close. */
function startAtField(event: Event): void {
  const dialog = event.currentTarget instanceof Element ? event.currentTarget : null;
  const field = dialog?.querySelector<HTMLElement>("input:enabled:not([type=hidden]), select:enabled, textarea:enabled");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/** Calls lie beside every dialog: taking or ending one closes none. */
function staysForCalls(event: Event): void {
  if (event.target instanceof Element && event.target.closest("[data-softphone]")) event.preventDefault();
}

/** Open for as long as it is mounted. */
export function Dialog({ title, onClose, shape = "centre", children }: Props) {
  const returnFocus = useReturnFocus();
  return (
    <Primitive.Root open onOpenChange={onClose}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Primitive.Content
          aria-describedby={undefined}
          onOpenAutoFocus={shape === "centre" ? startAtField : undefined}
          onInteractOutside={staysForCalls}
          onCloseAutoFocus={returnFocus}
          className={classes("fixed z-50 flex flex-col overflow-hidden bg-raised shadow-pop", SHAPES[shape])}
        >
          <div className="flex h-14 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
            <Primitive.Title className="text-base font-semibold">{title}</Primitive.Title>
            <Primitive.Close
              aria-label="Close"
              className="inline-flex size-9 items-center justify-center rounded-md text-ink-soft hover:bg-hover hover:text-ink"
            >
              <X aria-hidden="true" className="size-4" />
            </Primitive.Close>
          </div>
          <div className="min-h-0 overflow-y-auto">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
