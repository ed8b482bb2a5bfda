using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Integration.Environment;

/// <summary>Loopback ports for servers that must be found again at the same address.</summary>
internal static class Ports
{
    private const int Lowest = 10_000;
    private const string EphemeralRange = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>A free port below the range from which the kernel takes the ports of outgoing connections, so that none of those sits there while the server is stopped.</summary>
    public static int Free()
    {
        var first = int.Parse(File.ReadAllText(EphemeralRange).Split()[0], CultureInfo.InvariantCulture);
        var (low, high) = first > 2 * Lowest ? (Lowest, first) : (Lowest, 65_536);
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(low, high);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException("no free port was found");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
