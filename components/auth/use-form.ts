'use client';

import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';

type Fields = Record<string, FormDataEntryValue>;

/** A form whose fields go to `send` as texts, one at a time; it stays busy while the page changes. */
export function useForm<T>(send: (field: (name: string) => string) => Promise<T>) {
  const mutation = useMutation({
    retry: false,
    mutationFn: (fields: Fields) =>
      send((name) => {
        const value = fields[name];
        return typeof value === 'string' ? value : '';
      }),
  });
  const submit = (fields: Fields) => {
    if (!mutation.isPending) mutation.mutate(fields);
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    submit(Object.fromEntries(new FormData(event.currentTarget)));
  };
  return {
    onSubmit,
    send: submit,
    /** What is, or was last, on its way. */
    sent: mutation.variables,
    busy: mutation.isPending || mutation.isSuccess,
    error: mutation.error,
  };
}
