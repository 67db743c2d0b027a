'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { denseSelect } from '@/components/admin/shell/dense';
import { api } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Dialog } from '@/components/ui/dialog';
import { Select } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';
import type { PersonView } from '@/server/users/users.schema';

const roles = ['FAN', 'ORGANISER', 'ADMIN'] as const;
type Role = PersonView['role'];

/** Changes a role after saying what that means. */
export function RoleSelect({ person }: { person: PersonView }) {
  const t = useTranslations('admin.people');
  const common = useTranslations('common');
  const refusal = useRefusalText();
  const router = useRouter();
  const [wanted, setWanted] = useState<Role | null>(null);
  const change = useMutation({
    mutationFn: (role: Role) => api.patch(`/admin/people/${person.id}`, { role }),
    onSuccess: (_, role) => {
      toast.success(t('changed', { name: person.name, role: t(`to.${role}`) }));
      router.refresh();
    },
    onError: (error) => toast.error(refusal(error)),
    onSettled: () => setWanted(null),
  });
  return (
    <>
      <Select
        aria-label={t('roleOf', { name: person.name })}
        value={wanted ?? person.role}
        disabled={change.isPending}
        onChange={(event) => setWanted(event.target.value as Role)}
        className={cn(denseSelect, 'w-36')}
      >
        {roles.map((role) => (
          <option key={role} value={role}>
            {t(`roles.${role}`)}
          </option>
        ))}
      </Select>
      <Dialog
        open={wanted !== null}
        onOpenChange={(open) => !open && setWanted(null)}
        title={t('confirm', { name: person.name, role: wanted ? t(`to.${wanted}`) : '' })}
        description={wanted ? t(`means.${wanted}`) : undefined}
      >
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={() => setWanted(null)}>
            {common('cancel')}
          </Button>
          <Button busy={change.isPending} onClick={() => wanted && change.mutate(wanted)}>
            {t('confirmAction')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
