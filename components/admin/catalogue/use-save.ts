'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ApiError } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { toast } from '@/components/ui/toast';

/** The fields that the API found fault with, by path. */
function issuesOf(error: unknown): string[] {
  if (!(error instanceof ApiError)) return [];
  const { issues } = error.facts as { issues?: { path: string }[] };
  return Array.isArray(issues) ? issues.map(({ path }) => path) : [];
}

/** Sends a change, says that it is done or why not, and marks the fields that were at fault. */
export function useSave<Input, Output>(
  send: (input: Input) => Promise<Output>,
  done: { says: string; next: (output: Output) => void },
) {
  const t = useTranslations('adminCatalogue.concert');
  const refusalText = useRefusalText();
  const save = useMutation({
    mutationFn: send,
    onSuccess: (output) => {
      toast.success(done.says);
      done.next(output);
    },
    onError: (error) => toast.error(refusalText(error)),
  });
  const issues = issuesOf(save.error);
  return {
    save: save.mutate,
    busy: save.isPending,
    error: save.error,
    /** What to say under a field, if anything. */
    faultOf: (path: string) => (issues.includes(path) ? t('checkField') : undefined),
  };
}
