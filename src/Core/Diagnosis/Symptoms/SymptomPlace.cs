namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>Where a message was seen. A signature says in which of these its message appears.</summary>
public enum SymptomPlace
{
    /// <summary>A line of a container's log.</summary>
    PodLog,

    /// <summary>An event of the cluster.</summary>
    Event,

    /// <summary>Why a container waits: reason and message.</summary>
    ContainerWaiting,

    /// <summary>How a container ended: reason, exit code and message.</summary>
    ContainerTerminated,

    /// <summary>A condition of a pod that is false.</summary>
    PodCondition,

    /// <summary>What helm printed.</summary>
    HelmError,

    /// <summary>What kubectl printed.</summary>
    KubectlError,

    /// <summary>What istioctl printed.</summary>
    IstioctlError,

    /// <summary>What the API server answered.</summary>
    ApiError,

    /// <summary>What a credential plugin of a kubeconfig printed.</summary>
    CredentialPlugin,

    /// <summary>What a registry answered.</summary>
    RegistryAnswer,

    /// <summary>A line of a proxy's access log.</summary>
    AccessLog,

    /// <summary>What a client got as an answer.</summary>
    ClientAnswer,

    /// <summary>The status of a Service.</summary>
    ServiceStatus,

    /// <summary>The health of a load balancer's targets.</summary>
    TargetHealth,

    /// <summary>A client that waited in vain.</summary>
    ClientTimeout,

    /// <summary>A line of a CI log, which may hold any of the others.</summary>
    CiLog,
}
