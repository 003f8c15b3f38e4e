export { PARTITIONS, partitionOf } from '../../shared/partition.ts'
