/** The shape of the list while it loads, in the height of its rows. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading conversations" className="overflow-hidden">
      {Array.from({ length: 9 }, (_, index) => (
        <div key={index} className="flex h-[76px] items-center gap-3 px-4">
          <div className="skeleton size-10 rounded-full" />
          <div className="flex-1 space-y-2">
            <div className="skeleton h-3.5 w-2/5" />
            <div className="skeleton h-3 w-4/5" />
          </div>
        </div>
      ))}
    </div>
  );
}
