import { Skeleton } from '@/components/ui/skeleton';

export function PaySkeleton() {
  return (
    <div className="page grid gap-6 py-6 md:py-8">
      <Skeleton className="h-8 w-24" />
      <div className="grid items-start gap-8 md:grid-cols-[1fr_400px] md:gap-12">
        <div className="grid gap-4">
          <div className="flex gap-4">
            <Skeleton className="aspect-3/4 w-24" />
            <Skeleton className="h-20 flex-1" />
          </div>
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </div>
        <Skeleton className="h-96" />
      </div>
    </div>
  );
}
