namespace Mesh.Core.Configuration.Rules;

/// <summary>The forms that texts in mesh.yaml have.</summary>
internal static class Forms
{
    /// <summary>Anything but blank: what every text has unless it says otherwise.</summary>
    public const string NotBlank = @"^[\s\S]*\S[\s\S]*$";

    /// <summary>Anything. For context names, whose absence and blankness is Mesh.ValidateContext's to refuse, with 78.</summary>
    public const string Any = @"^[\s\S]*$";

    /// <summary>A DNS-1123 label.</summary>
    public const string Label = "^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /// <summary><see cref="Label"/> in words.</summary>
    public const string LabelWords = "a DNS-1123 label: at most 63 lower case letters, digits and dashes, with a letter or digit at both ends";

    /// <summary>The name of a helm release: DNS-1123 labels joined by dots, at most 53 characters.</summary>
    public const string Release = @"^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <summary><see cref="Release"/> in words.</summary>
    public const string ReleaseWords = "a helm release name: at most 53 lower case letters, digits, dashes and dots, with a letter or digit at both ends";

    /// <summary>A workload that can be restarted.</summary>
    public const string Workload = @"^(deployment|statefulset|daemonset)/[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$";

    /// <summary><see cref="Workload"/> in words.</summary>
    public const string WorkloadWords = "deployment/NAME, statefulset/NAME or daemonset/NAME";

    /// <summary>An operating system, an architecture and perhaps a variant.</summary>
    public const string Platform = "^[a-z0-9]+/[a-z0-9]+(/v[0-9]+)?$";

    /// <summary><see cref="Platform"/> in words.</summary>
    public const string PlatformWords = "os/arch such as linux/arm64, or os/arch/variant such as linux/arm/v7";

    /// <summary>An image reference or a registry path, as far as one can tell without asking.</summary>
    public const string Image = @"^[^\s/](\S*[^\s/])?$";

    /// <summary><see cref="Image"/> in words.</summary>
    public const string ImageWords = "an image reference such as docker.io/istio/pilot:1.29.0, without spaces and without a slash at its ends";

    /// <summary>A registry's host and perhaps port.</summary>
    public const string Host = @"^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$";

    /// <summary><see cref="Host"/> in words.</summary>
    public const string HostWords = "host or host:port, without https:// and without a path";

    /// <summary>The name of an environment variable.</summary>
    public const string Variable = "^[A-Za-z_][A-Za-z0-9_]*$";

    /// <summary><see cref="Variable"/> in words.</summary>
    public const string VariableWords = "the name of an environment variable, not the password itself: letters, digits and underscores";

    /// <summary>An Istio version.</summary>
    public const string Version = @"^[0-9]+\.[0-9]+(\.[0-9]+)?(-[0-9A-Za-z.-]+)?$";

    /// <summary><see cref="Version"/> in words.</summary>
    public const string VersionWords = "a version such as 1.29.0";

    /// <summary>A quantity as Kubernetes writes it.</summary>
    public const string Quantity = @"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$";

    /// <summary><see cref="Quantity"/> in words.</summary>
    public const string QuantityWords = "a quantity such as 500m, 2 or 512Mi";
}
