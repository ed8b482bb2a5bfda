using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Mesh.Core.Model;

/// <summary>An operating system and an architecture, in Go's words: <c>linux/arm64</c>, <c>linux/arm/v7</c>, <c>windows/amd64</c>.</summary>
/// <param name="Os">The operating system, such as linux.</param>
/// <param name="Architecture">The architecture, such as arm64.</param>
/// <param name="Variant">The variant, such as v8; null where nothing is said.</param>
/// <param name="OsVersion">For Windows its build, such as 10.0.17763.1879; null elsewhere.</param>
public sealed record Platform(string Os, string Architecture, string? Variant = null, string? OsVersion = null)
{
    /// <summary>True for what is no image to run: an attestation or a signature in an index.</summary>
    public bool IsUnknown => Os is "" or "unknown" || Architecture is "" or "unknown";

    /// <summary>Reads <c>os/arch</c> or <c>os/arch/variant</c>; x86_64 and aarch64 are taken for what they mean. Each part is of letters, digits, dots, dashes and underscores.</summary>
    /// <param name="text">The text.</param>
    /// <param name="platform">The platform, when it is one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Platform? platform)
    {
        platform = text is { Length: < 200 } && text.Split('/') is var parts && parts.All(part => part.Length > 0 && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
            ? parts switch
            {
                [var os, var architecture] => Of(os, architecture),
                [var os, var architecture, var variant] => Of(os, architecture, variant),
                _ => null,
            }
            : null;
        return platform is not null;
    }

    /// <summary>A platform in the words that images use, whatever the machine calls itself.</summary>
    /// <param name="os">The operating system.</param>
    /// <param name="architecture">The architecture: arm64 or aarch64, amd64 or x86_64.</param>
    /// <param name="variant">The variant; blank for none.</param>
    /// <param name="osVersion">The operating system's version; blank for none.</param>
    public static Platform Of(string os, string architecture, string? variant = null, string? osVersion = null)
    {
        var given = string.IsNullOrWhiteSpace(variant) ? null : variant.ToLowerInvariant();
        // armhf and armel are variants of their own; of the others some write the number alone.
        var (name, kind) = architecture.ToLowerInvariant() switch
        {
            "x86_64" or "x86-64" => ("amd64", given),
            "aarch64" => ("arm64", given),
            "armhf" => ("arm", given ?? "v7"),
            "armel" => ("arm", given ?? "v6"),
            "i386" => ("386", given),
            var known => (known, given),
        };
        return new Platform(os.ToLowerInvariant(), name, kind is [>= '0' and <= '9', ..] ? $"v{kind}" : kind, string.IsNullOrWhiteSpace(osVersion) ? null : osVersion);
    }

    /// <summary>
    /// True when an image of this platform runs on a machine of the other one. Not equality: arm64 says the same as arm64/v8, an arm/v6 image runs on arm/v7 and not the other way round,
    /// and nothing of arm runs where arm64 is asked for. Nothing said means the ordinary variant: v8 for arm64, v7 for arm, v1 for amd64.
    /// </summary>
    /// <param name="machine">What the machine is.</param>
    public bool Satisfies(Platform machine) =>
        Os == machine.Os && Architecture == machine.Architecture && Fits(Architecture, Variant, machine.Variant) && SameBuild(OsVersion, machine.OsVersion);

    /// <summary><c>os/arch</c> or <c>os/arch/variant</c>; a Windows build behind a colon.</summary>
    public override string ToString() => $"{Os}/{Architecture}{(Variant is null ? "" : $"/{Variant}")}{(OsVersion is null ? "" : $":{OsVersion}")}";

    // Of a variant that is no number (power9, z13) nothing is known but its name.
    private static bool Fits(string architecture, string? image, string? machine) =>
        (Level(architecture, image), Level(architecture, machine)) is (int needed, int offered) ? needed <= offered : image == machine || string.IsNullOrEmpty(image);

    private static int? Level(string architecture, string? variant) =>
        string.IsNullOrEmpty(variant) ? architecture switch { "arm64" => 8, "arm" => 7, _ => 1 }
        : int.TryParse(variant.AsSpan(variant[0] == 'v' ? 1 : 0), NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : null;

    // Windows containers share the kernel: the build (10.0.17763) has to be the same, what follows it need not.
    private static bool SameBuild(string? image, string? machine) =>
        image is null || machine is null || image.Split('.').Take(3).SequenceEqual(machine.Split('.').Take(3));
}
