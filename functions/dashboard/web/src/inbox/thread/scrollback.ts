import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

const AT_END_PX = 48;

/**
 * Keeps a growing timeline where the person is: at its end while they are there,
 * and at the same message while older ones come in above.
 */
export function useScrollback(firstKey: string | undefined, lastKey: string | undefined) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef<{ firstKey: string | undefined; height: number }>({ firstKey, height: 0 });
  const [isAtEnd, setAtEnd] = useState(true);
  /** The last message the person has seen, set when they leave the end. */
  const [seenKey, setSeenKey] = useState<string | undefined>(undefined);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const now = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX;
    if (now === atEnd.current) return;
    atEnd.current = now;
    setAtEnd(now);
    setSeenKey(now ? undefined : lastKey);
  };

  const toEnd = useCallback(() => {
    atEnd.current = true;
    setAtEnd(true);
    setSeenKey(undefined);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);

  /** Moves to an element of the timeline and stays there. */
  const reveal = useCallback((element: Element) => {
    atEnd.current = false;
    element.scrollIntoView({ block: "center" });
    const scrolled = scroller.current;
    const now = scrolled ? scrolled.scrollHeight - scrolled.scrollTop - scrolled.clientHeight < AT_END_PX : true;
    atEnd.current = now;
    setAtEnd(now);
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (atEnd.current) element.scrollTop = element.scrollHeight;
    else if (before.current.firstKey !== firstKey) element.scrollTop += element.scrollHeight - before.current.height;
    before.current = { firstKey, height: element.scrollHeight };
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element || !content.current) return undefined;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
      before.current.height = element.scrollHeight;
    });
    observer.observe(element);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  return { scroller, content, onScroll, isAtEnd, seenKey, toEnd, reveal };
}

/** Calls `onReach` when the element comes within 400 px of the view, again for each `round`. */
export function useReached(root: RefObject<HTMLElement | null>, round: unknown, onReach: () => void) {
  const mark = useRef<HTMLDivElement>(null);
  const reach = useRef(onReach);
  useEffect(() => {
    reach.current = onReach;
  });
  useEffect(() => {
    if (!mark.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) reach.current();
      },
      { root: root.current, rootMargin: "400px 0px 0px 0px" },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [root, round]);
  return mark;
}
