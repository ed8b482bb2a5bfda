using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Sandbox.Api;

/// <summary>UIDs, generated names and addresses: the same ones in each run of a scenario, so that a demonstration can be compared with the last.</summary>
internal sealed class NameMaker(string seed)
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    private int count;

    public string Uid() => UidOf($"{seed}/{++count}");

    public static string UidOf(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes).ToString();
    }

    /// <summary>The five letters at the end of a generated name.</summary>
    public string Suffix() => Encode($"{seed}/{++count}", 5);

    /// <summary>A hash as the name of a ReplicaSet carries it.</summary>
    public static string Hash(string text) => Encode(text, 10);

    public string ClusterAddress() => string.Create(CultureInfo.InvariantCulture, $"10.96.{++count / 250 % 250}.{(count % 250) + 1}");

    private static string Encode(string text, int length) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(text)).Take(length).Select(octet => Letters[octet % Letters.Length]));
}
