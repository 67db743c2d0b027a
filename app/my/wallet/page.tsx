import { WalletPage } from '@/components/my/wallet';

export default function MyWalletPage() {
  return <WalletPage />;
}
