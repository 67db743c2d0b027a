import { Identity } from '@/components/my/identity';
import { Reservations } from '@/components/my/reservations';

export default function MyPage() {
  return (
    <>
      <Reservations />
      <Identity />
    </>
  );
}
