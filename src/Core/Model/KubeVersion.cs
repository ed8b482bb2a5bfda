using System.Globalization;

namespace Mesh.Core.Model;

/// <summary>The version of an API server or kubelet: <c>v1.34.1</c>, <c>v1.27.9-eks-5e0fdde</c>, or major <c>1</c> and minor <c>27+</c>.</summary>
/// <param name="Major">1 so far.</param>
/// <param name="Minor">The minor version; a trailing plus is dropped, so that <c>27+</c> is 27 and no pre-release of it.</param>
/// <param name="Patch">The patch level; 0 where unknown.</param>
/// <param name="Text">As the server wrote it.</param>
public sealed record KubeVersion(int Major, int Minor, int Patch, string Text) : IComparable<KubeVersion>
{
    /// <summary>Reads <c>v1.27.9-eks-5e0fdde</c>, <c>1.27</c> or <c>1.27+</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="version">The version, when it is one.</param>
    public static bool TryParse(string? text, out KubeVersion version)
    {
        version = new KubeVersion(0, 0, 0, text ?? "");
        var numbers = (text is ['v', .. var bare] ? bare : text ?? "").Split('-', '+')[0].Split('.');
        if (numbers.Length is < 2 or > 3 || !Number(numbers[0], out var major) || !Number(numbers[1], out var minor))
        {
            return false;
        }

        var patch = 0;
        if (numbers.Length == 3 && !Number(numbers[2], out patch))
        {
            return false;
        }

        version = new KubeVersion(major, minor, patch, text!);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(KubeVersion? other) => other is null ? 1 : (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary>As the server wrote it.</summary>
    public override string ToString() => Text;

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
