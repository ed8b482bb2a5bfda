// Fixtures with servers of their own say that they may run beside others ([Parallelizable]); those that share a control plane run one after the other.
// Most of their time is spent waiting for controllers, so there may be more of them than cores.
[assembly: LevelOfParallelism(3)]
