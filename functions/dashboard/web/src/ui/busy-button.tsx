import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { Button } from "@/ui/button";

interface Props extends ComponentProps<typeof Button> {
  isBusy: boolean;
  /** Said while it is busy. */
  busyWords: string;
}

/** A button that says what it is doing, and does it once. */
export function BusyButton({ isBusy, busyWords, disabled, children, ...rest }: Props) {
  return (
    <Button {...rest} disabled={disabled || isBusy}>
      {isBusy && <LoaderCircle aria-hidden="true" className="size-4 animate-spin" />}
      {isBusy ? busyWords : children}
    </Button>
  );
}
