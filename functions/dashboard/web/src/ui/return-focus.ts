import { useState } from "react";

/**
 * For a dialog that is mounted when it opens and has no trigger of its own: gives
 * the focus back to where it was, unless closing has already led it elsewhere.
 */
export function useReturnFocus(): (event: Event) => void {
  const [opener] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    const isNowhere = document.activeElement === null || document.activeElement === document.body;
    if (isNowhere && opener instanceof HTMLElement) opener.focus();
  };
}
