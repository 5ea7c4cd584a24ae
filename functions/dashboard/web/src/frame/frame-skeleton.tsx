import { ListSkeleton } from "@/inbox/list/list-skeleton";

/** The dashboard's outline until it knows who is here. */
export function FrameSkeleton() {
  return (
    <div aria-busy="true" className="flex h-dvh">
      <div className="hidden w-14 border-r border-line bg-canvas md:block xl:w-[220px]" />
      <div className="w-full bg-surface pt-[146px] md:w-[340px] md:border-r md:border-line xl:w-[380px]">
        <ListSkeleton />
      </div>
      <div className="hidden flex-1 bg-canvas md:block" />
    </div>
  );
}
