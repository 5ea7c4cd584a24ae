/** The outline of a settings page until its code is here. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="min-h-0 flex-1 bg-canvas">
      <div className="h-14 border-b border-line bg-surface" />
      <div className="mx-auto max-w-2xl space-y-4 p-4 md:p-6">
        <div className="skeleton h-48" />
        <div className="skeleton h-32" />
      </div>
    </div>
  );
}

/** The outline of the settings: their list and a page. */
export function SettingsSkeleton() {
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <div className="hidden w-[260px] shrink-0 space-y-4 border-r border-line bg-surface px-4 pt-16 md:block">
        {Array.from({ length: 8 }, (_, index) => (
          <div key={index} className="skeleton h-8" />
        ))}
      </div>
      <PageSkeleton />
    </div>
  );
}
