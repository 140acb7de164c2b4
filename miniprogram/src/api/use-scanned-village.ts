import { useCallback, useEffect, useState } from 'react'
import { village } from './api'
import { Trouble } from './client'
import { villageCodeOf } from './village'

/** Follows the `scene` a page was opened with; a scene that is not ours is ignored. */
export function useScannedVillage(scene: string | undefined) {
  const code = villageCodeOf(scene)
  const [opening, setOpening] = useState(code !== null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const again = useCallback(async () => {
    if (code === null) return
    setOpening(true)
    setTrouble(null)
    try {
      await village.scan(code)
    } catch (error) {
      setTrouble(error instanceof Trouble ? error : new Trouble(0, 'FAILED', String(error)))
    }
    setOpening(false)
  }, [code])
  useEffect(() => void again(), [again])
  return { opening, trouble, again }
}
