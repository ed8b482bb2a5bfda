namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>Hostnames of the Gateway API: exact, or with an asterisk for one or more labels at the beginning.</summary>
internal static class Hostnames
{
    /// <summary>Whether there is a name that both stand for.</summary>
    /// <param name="one">One of them.</param>
    /// <param name="other">The other.</param>
    public static bool Meet(string one, string other) => (IsWild(one), IsWild(other)) switch
    {
        (false, false) => one.Equals(other, StringComparison.OrdinalIgnoreCase),
        (true, false) => IsBelow(other, one[1..]),
        (false, true) => IsBelow(one, other[1..]),
        _ => one.EndsWith(other[1..], StringComparison.OrdinalIgnoreCase) || other.EndsWith(one[1..], StringComparison.OrdinalIgnoreCase),
    };

    private static bool IsWild(string name) => name.StartsWith("*.", StringComparison.Ordinal);

    private static bool IsBelow(string name, string suffix) => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
}
